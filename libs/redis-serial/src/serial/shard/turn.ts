/** The place of a call among those that are under way, in the order in which they began. */
export class Turn {
  private onFirst: (() => void) | undefined;

  constructor(private readonly turns: Turn[]) {}

  /** Resolves when every call that began earlier has ended; undefined when that is so. */
  come(): Promise<void> | undefined {
    if (this.turns[0] === this) return undefined;
    return new Promise((resolve) => (this.onFirst = resolve));
  }

  end(): void {
    this.turns.splice(this.turns.indexOf(this), 1);
    this.turns[0]?.onFirst?.();
  }
}
