/** Consecutive numbers, from `first` up to and including `last`. */
export interface Run {
  readonly first: number;
  readonly last: number;
}

/**
 * Numbers of one counter that lie ready, lowest first, in runs as they were fetched. Small, since counters can be many:
 * the lowest run lies in the object itself, and mostly there is no other.
 */
export class BlockQueue {
  private first = 1;
  /** Below `first` where there is no number. */
  private last = 0;
  private more: Run[] | undefined;

  constructor(private readonly step: number) {}

  /** How many numbers there are. */
  get size(): number {
    let size = this.first > this.last ? 0 : (this.last - this.first) / this.step + 1;
    if (this.more) for (const run of this.more) size += this.countOf(run);
    return size;
  }

  /** The lowest number; `undefined` when there is none. */
  get next(): number | undefined {
    return this.first > this.last ? undefined : this.first;
  }

  add(run: Run): void {
    if (this.next === undefined) this.begin(run);
    else (this.more ??= []).push(run);
  }

  /** Takes the next number off; `undefined` when there is none. */
  takeOne(): number | undefined {
    const taken = this.next;
    if (taken !== undefined) this.leave(taken + this.step);
    return taken;
  }

  /** Takes so many numbers off, in runs as they lie here, or none at all when there are fewer. */
  take(count: number): readonly Run[] {
    const runs: Run[] = [];
    if (this.size < count) return runs;
    for (let missing = count; missing > 0;) {
      const { first } = this;
      const taken = Math.min(missing, this.countOf({ first, last: this.last }));
      const last = first + (taken - 1) * this.step;
      runs.push({ first, last });
      this.leave(last + this.step);
      missing -= taken;
    }
    return runs;
  }

  /** Puts a run back that was taken off, if no later number was. */
  putBack(run: Run): void {
    if (this.next === run.last + this.step) this.first = run.first;
  }

  /** Leaves out what is not above a value. */
  discardUpTo(value: number): void {
    for (const { first, last } of this.clear()) {
      const skipped = Math.max(0, Math.ceil((value + 1 - first) / this.step));
      const next = first + skipped * this.step;
      if (next <= last) this.add({ first: next, last });
    }
  }

  /** Empties the queue and answers what was in it. */
  clear(): readonly Run[] {
    const { first, last, more = [] } = this;
    const runs = first > last ? [] : [{ first, last }, ...more];
    this.begin({ first: 1, last: 0 });
    this.more = undefined;
    return runs;
  }

  /** How many numbers a run has. */
  countOf({ first, last }: Run): number {
    return (last - first) / this.step + 1;
  }

  private begin({ first, last }: Run): void {
    this.first = first;
    this.last = last;
  }

  // Goes on with this number, or with the next run where that is above the last.
  private leave(following: number): void {
    this.first = following;
    if (following <= this.last || !this.more) return;
    const [run, ...others] = this.more;
    this.more = others.length > 0 ? others : undefined;
    if (run) this.begin(run);
  }
}
