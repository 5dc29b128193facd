/** A counter, as the scripts of numbers know it; without `last` it has not begun. */
export interface Counter {
  last?: number;
  floor?: number;
  /** Where losses are guarded against, the incarnation of the server that wrote last. */
  run?: string;
  /** The furthest that a process wanted it to jump after a loss. */
  skip?: number;
  /** Where a high-water store is asked. */
  ceiling?: number;
  recovery?: string;
  /** Where numbers are reserved, the highest of which it is known what became of it. */
  accounted?: number;
  /** The incarnation that wrote last what became of them. */
  ledgerRun?: string;
}
