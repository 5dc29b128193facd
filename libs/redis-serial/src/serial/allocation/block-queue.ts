/** Consecutive numbers, from `first` up to and including `last`. */
export interface Run {
  readonly first: number;
  readonly last: number;
}

/** Numbers of one counter that lie ready, lowest first, in runs as they were fetched. */
export class BlockQueue {
  private blocks: { first: number; readonly last: number }[] = [];
  private available = 0;

  constructor(private readonly step: number) {}

  /** How many numbers there are. */
  get size(): number {
    return this.available;
  }

  /** The lowest number; `undefined` when there is none. */
  get next(): number | undefined {
    return this.blocks[0]?.first;
  }

  get runs(): readonly Run[] {
    return this.blocks;
  }

  add(run: Run): void {
    this.blocks.push({ ...run });
    this.available += this.countOf(run);
  }

  /** Takes the next number off; `undefined` when there is none. */
  takeOne(): number | undefined {
    const [block] = this.blocks;
    if (!block) return undefined;
    const taken = block.first;
    this.available--;
    block.first += this.step;
    if (block.first > block.last) this.blocks.shift();
    return taken;
  }

  /** Takes so many numbers off, in runs as they lie here, or none at all when there are fewer. */
  take(count: number): readonly Run[] {
    const runs: Run[] = [];
    if (this.available < count) return runs;
    this.available -= count;
    for (let missing = count; missing > 0;) {
      const [block] = this.blocks;
      if (!block) throw new TypeError('A buffer has fewer numbers than it counted');
      const taken = Math.min(missing, this.countOf(block));
      const last = block.first + (taken - 1) * this.step;
      runs.push({ first: block.first, last });
      block.first = last + this.step;
      if (block.first > block.last) this.blocks.shift();
      missing -= taken;
    }
    return runs;
  }

  /** Puts a run back that was taken off, if no later number was. */
  putBack(run: Run): void {
    if (this.next !== run.last + this.step) return;
    this.blocks.unshift({ ...run });
    this.available += this.countOf(run);
  }

  /** Leaves out what is not above a value. */
  discardUpTo(value: number): void {
    const runs = this.clear();
    for (const { first, last } of runs) {
      const skipped = Math.max(0, Math.ceil((value + 1 - first) / this.step));
      const next = first + skipped * this.step;
      if (next <= last) this.add({ first: next, last });
    }
  }

  /** Empties the queue and answers what was in it. */
  clear(): readonly Run[] {
    const runs = this.blocks;
    this.blocks = [];
    this.available = 0;
    return runs;
  }

  /** How many numbers a run has. */
  countOf({ first, last }: Run): number {
    return (last - first) / this.step + 1;
  }
}
