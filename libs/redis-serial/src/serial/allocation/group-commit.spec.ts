import { GroupCommit } from './group-commit.js';

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** A counter up to 100 that answers when it is told to. */
class Counter {
  readonly taken: number[] = [];
  private next = 1;
  private answers: (() => void)[] = [];

  private idle = true;

  readonly group = new GroupCommit<number>(
    {
      take: async (count) => {
        await new Promise<void>((resolve) => this.answers.push(resolve));
        if (this.next + count > 101) throw new RangeError(`${count} are too many`);
        this.taken.push(count);
        this.next += count;
        return this.next - count;
      },
      part: (first, offset) => first + offset,
      isTooMany: (error) => error instanceof RangeError,
    },
    () => {
      this.idle = true;
    },
  );

  isIdle(): boolean {
    return this.idle;
  }

  /** Answers whatever is under way, until nothing is. */
  async drain(): Promise<void> {
    this.idle = false;
    do {
      await new Promise(setImmediate);
      for (const answer of this.answers.splice(0)) answer();
    } while (!this.isIdle());
  }
}

describe('GroupCommit', () => {
  it('takes the numbers of callers that wait together at once, in the order they came', async () => {
    const counter = new Counter();
    const first = Promise.all(range(1, 3).map(() => counter.group.join(1)));
    await new Promise(setImmediate);
    const later = Promise.all([counter.group.join(2), counter.group.join(5), counter.group.join(1)]);
    await counter.drain();
    expect(await first).toEqual([1, 2, 3]);
    expect(await later).toEqual([4, 6, 11]);
    expect(counter.taken).toEqual([3, 8]);
  });

  it('asks for a lone caller at once', async () => {
    const counter = new Counter();
    const only = counter.group.join(7);
    await counter.drain();
    expect(await only).toBe(1);
    expect(counter.isIdle()).toBe(true);
  });

  it('serves each by itself when there are not enough for all, so that those that fit get theirs', async () => {
    const counter = new Counter();
    const all = Promise.allSettled([counter.group.join(60), counter.group.join(50), counter.group.join(40)]);
    await counter.drain();
    const outcomes = (await all).map((one): unknown => (one.status === 'fulfilled' ? one.value : one.reason));
    expect(outcomes).toEqual([1, new RangeError('50 are too many'), 61]);
  });

  it('tells every caller of a failure, and goes on afterwards', async () => {
    const failure = new Error('away');
    let away = true;
    const group = new GroupCommit<number>(
      {
        take: () => (away ? Promise.reject(failure) : Promise.resolve(1)),
        part: (first, offset) => first + offset,
        isTooMany: () => false,
      },
      () => undefined,
    );
    const both = await Promise.allSettled([group.join(1), group.join(1)]);
    expect(both).toEqual([
      { status: 'rejected', reason: failure },
      { status: 'rejected', reason: failure },
    ]);
    away = false;
    expect(await group.join(1)).toBe(1);
  });
});
