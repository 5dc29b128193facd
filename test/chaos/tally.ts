const FIRST_SIZE = 16;

/** Counts which numbers of some counters were given, and how many of them twice. */
export class Tally {
  private readonly counters = new Map<string, Seen>();
  /** Different numbers. */
  given = 0;
  /** How many times a number came that had come before. */
  twice = 0;

  /** Numbers from 1 up that were never given, up to the highest of each counter that was. */
  get skipped(): number {
    return [...this.counters.values()].reduce((sum, { highest }) => sum + highest, -this.given);
  }

  /** All numbers of a counter from the first up to and including the last. */
  add(counter: string, first: number, last: number): void {
    let seen = this.counters.get(counter);
    if (!seen) this.counters.set(counter, (seen = { numbers: new Uint8Array(FIRST_SIZE), highest: 0 }));
    if (last >= seen.numbers.length) seen.numbers = grown(seen.numbers, last);
    seen.highest = Math.max(seen.highest, last);
    for (let value = first; value <= last; value++) {
      if (seen.numbers[value]) this.twice++;
      else {
        seen.numbers[value] = 1;
        this.given++;
      }
    }
  }
}

interface Seen {
  numbers: Uint8Array;
  highest: number;
}

function grown(seen: Uint8Array, last: number): Uint8Array {
  const larger = new Uint8Array(2 ** Math.ceil(Math.log2(last + 1)));
  larger.set(seen);
  return larger;
}
