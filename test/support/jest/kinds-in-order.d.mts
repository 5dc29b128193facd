/** What the sequencer reads of a test file. */
export interface TestFile {
  readonly path: string;
  readonly context: {
    readonly config: {
      readonly id: string;
      readonly displayName: { readonly name: string };
      readonly cache: boolean;
      readonly cacheDirectory: string;
      readonly haste: object;
    };
    readonly hasteFS: { getSize(path: string): number };
  };
}

/** What it keeps of a file that has run. */
export interface Finished {
  readonly testFilePath: string;
  readonly numFailingTests: number;
  readonly perfStats: { readonly runtime: number };
}

export default class KindsInOrder {
  sort(tests: readonly TestFile[]): TestFile[];
  cacheResults(tests: readonly TestFile[], results: { readonly testResults: readonly Finished[] }): void;
}
