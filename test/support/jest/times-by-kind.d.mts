/** What the reporter reads of what jest knows about a file that has run. */
export interface FileResult {
  readonly displayName?: { readonly name: string };
  readonly numPassingTests: number;
  readonly numFailingTests: number;
  /** In milliseconds since the epoch. */
  readonly perfStats: { readonly start: number; readonly end: number };
}

export default class TimesByKind {
  constructor(
    config: { readonly maxWorkers: number },
    options?: { stream?: { write(text: string): unknown } },
  );
  onRunComplete(
    contexts: unknown,
    results: { readonly testResults: readonly FileResult[]; readonly startTime: number },
  ): void;
}
