import fc from 'fast-check';
import type { Lock, LockOptions, LockService } from 'nestjs-redis-serial';
import { outcomeOf, type Outcome } from '../outcome.js';

/** Something that is asked of one of two apps, about locks that were taken before or not. */
export interface LockOperation {
  readonly app: number;
  readonly keys: readonly string[];
  readonly options: LockOptions;
  /** Which of the locks that were taken so far. */
  readonly slot: number;
  readonly kind: (typeof KINDS)[number];
}

const KINDS = [
  'take',
  'take',
  'take',
  'release',
  'extend',
  'release by token',
  'extend by token',
  'force',
  'inspect',
  'look',
] as const;

export const lockOperations: fc.Arbitrary<LockOperation[]> = fc.array(
  fc.record({
    app: fc.integer({ min: 0, max: 1 }),
    keys: fc.constantFrom(['a'], ['b'], ['a', 'b'], ['b', 'c', 'a']),
    options: fc.constantFrom<LockOptions>(
      {},
      { mode: 'read' },
      { permits: 2 },
      { permits: 3 },
      { atLeast: '1m' },
    ),
    slot: fc.nat({ max: 30 }),
    kind: fc.constantFrom(...KINDS),
  }),
  { minLength: 1, maxLength: 30 },
);

/** The locks of one back end in one run. */
export class LockRun {
  private readonly taken: Lock[] = [];
  private readonly fences = new Map<string, number>();

  constructor(
    private readonly services: readonly LockService[],
    private readonly run: string,
  ) {}

  /** Does it and answers what came of it, in words that are the same on every back end. */
  async do({ app, keys: names, options, slot, kind }: LockOperation): Promise<Outcome> {
    const service = this.services[app];
    if (!service) throw new TypeError('no such app');
    const keys = names.map((name) => name + this.run);
    const [key = ''] = keys;
    const lock = this.taken[slot % Math.max(1, this.taken.length)];
    const token = lock?.token ?? 'none';
    switch (kind) {
      case 'take':
        return await outcomeOf(this.take(service, keys, options));
      case 'release':
        return await outcomeOf(Promise.resolve(lock?.release()));
      case 'extend':
        return await outcomeOf(Promise.resolve(lock?.extend('1m')));
      case 'release by token':
        return await outcomeOf(service.release(key, token));
      case 'extend by token':
        return await outcomeOf(service.extend(key, token, '2m'));
      case 'force':
        return await outcomeOf(service.forceRelease(key));
      case 'inspect':
        return await outcomeOf(this.inspect(service, key));
      case 'look':
        return { answer: lock?.signal.aborted };
    }
  }

  /** Gives back whatever is held. */
  async end(): Promise<void> {
    await Promise.all(this.taken.map((lock) => lock[Symbol.asyncDispose]()));
  }

  private async take(service: LockService, keys: readonly string[], options: LockOptions): Promise<unknown> {
    const lock = await service.tryAcquire(keys, { ...options, ttl: '1m' });
    if (!lock) return null;
    for (const key of keys) {
      // Where they differ in number, they still rise with every acquisition.
      expect(lock.fence).toBeGreaterThan(this.fences.get(key) ?? 0);
      this.fences.set(key, lock.fence);
    }
    return { slot: this.taken.push(lock), key: lock.key };
  }

  private async inspect(service: LockService, key: string): Promise<unknown> {
    const state = await service.inspect(key);
    if (!state) return null;
    const holders = state.holders.map(({ token }) => this.taken.findIndex((lock) => lock.token === token));
    return { mode: state.mode, waiting: state.waiting, holders };
  }
}
