/** The span of time in which one counter counts: from its first instant up to the first instant of the next period. */
export interface Period {
  /**
   * `2026-11-23T14`, `2026-11-23`, `2026-W48`, `2026-11`, `2026-11+2` (two months from November on), `2026-Q4`,
   * `2026-H2`, `2026`, `FY2026`, `all` for `never`, or what a function of the series named it.
   */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Milliseconds since 1970. */
  readonly to: number;
}
