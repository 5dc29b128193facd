/** A kind of tests, by which they are run and timed. */
export interface Kind {
  readonly name: string;
  readonly color: string;
  /** Globs, from the root of the project. */
  readonly files: readonly string[];
}

export const KINDS: readonly Kind[];
export function testMatchOf(kind: Kind): string[];
