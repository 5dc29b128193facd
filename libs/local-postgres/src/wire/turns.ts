/** Lets one user at a time have something, in the order of asking. A user keeps it until giving it back. */
export class Turns<T> {
  private holder: T | undefined;
  private readonly waiting: { readonly who: T; readonly go: () => void }[] = [];

  /** Resolves when it is this user's turn; at once if it already is. */
  async take(who: T): Promise<void> {
    if (this.holder === who) return;
    if (this.holder === undefined) {
      this.holder = who;
      return;
    }
    await new Promise<void>((go) => this.waiting.push({ who, go }));
  }

  isOf(who: T): boolean {
    return this.holder === who;
  }

  giveBack(): void {
    const next = this.waiting.shift();
    this.holder = next?.who;
    next?.go();
  }
}
