/** What the reporter reads of what jest knows about a file that has run. */
export interface FileResult {
  readonly testResults: readonly { readonly ancestorTitles: readonly string[] }[];
}

export default class SkipReporter {
  constructor(config: unknown, options?: { stream?: { write(text: string): unknown } });
  onRunComplete(contexts: unknown, results: { readonly testResults: readonly FileResult[] }): void;
}
