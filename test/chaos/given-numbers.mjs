/** What a process was given and has not told yet, and for how long it was given nothing. */
export class GivenNumbers {
  #byCounter = new Map();
  #lastAt;
  /** The longest time after the fault in which nothing was given; undefined where nothing came after it. */
  longestPauseMs;

  /** @param struckAt when the fault happened, for a process that is started after it */
  constructor(struckAt) {
    this.#lastAt = struckAt;
  }

  /** The fault happens now. */
  struck() {
    this.#lastAt = Date.now();
  }

  /** Notes texts: what stands before the last hyphen says of which counter. */
  note(texts) {
    for (const text of texts) {
      const cut = text.lastIndexOf('-');
      const counter = text.slice(0, Math.max(cut, 0));
      const values = this.#byCounter.get(counter);
      if (values) values.push(Number(text.slice(cut + 1)));
      else this.#byCounter.set(counter, [Number(text.slice(cut + 1))]);
    }
    if (this.#lastAt === undefined) return;
    const now = Date.now();
    this.longestPauseMs = Math.max(this.longestPauseMs ?? 0, now - this.#lastAt);
    this.#lastAt = now;
  }

  /** All of it in runs of consecutive numbers, and forgets it. */
  runs() {
    const found = [];
    for (const [counter, values] of this.#byCounter) {
      let run;
      for (const value of Float64Array.from(values).sort()) {
        if (run && value === run[2] + 1) run[2] = value;
        else found.push((run = [counter, value, value]));
      }
    }
    this.#byCounter = new Map();
    return found;
  }
}
