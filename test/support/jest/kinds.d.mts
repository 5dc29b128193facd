/** A kind of tests, by which they are run and timed. */
export interface Kind {
  readonly name: string;
  readonly color: string;
  /** The module in test/support/jest/ that runs before its tests. */
  readonly setup?: string;
  /** Globs, from the root of the project. */
  readonly files: readonly string[];
}

export const KINDS: readonly Kind[];
export function testMatchOf(kind: Kind): string[];
