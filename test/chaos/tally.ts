const FIRST_SIZE = 1 << 20;

/** Counts which numbers were given, and how many of them twice. */
export class Tally {
  private seen = new Uint8Array(FIRST_SIZE);
  private highest = 0;
  /** Different numbers. */
  given = 0;
  /** How many times a number came that had come before. */
  twice = 0;

  /** Numbers from 1 up that were never given, up to the highest that was. */
  get skipped(): number {
    return this.highest - this.given;
  }

  /** All numbers from the first up to and including the last. */
  add(first: number, last: number): void {
    if (last >= this.seen.length) this.grow(last);
    this.highest = Math.max(this.highest, last);
    for (let value = first; value <= last; value++) {
      if (this.seen[value]) this.twice++;
      else {
        this.seen[value] = 1;
        this.given++;
      }
    }
  }

  private grow(last: number): void {
    const larger = new Uint8Array(2 ** Math.ceil(Math.log2(last + 1)));
    larger.set(this.seen);
    this.seen = larger;
  }
}
