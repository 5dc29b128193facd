import { machineClock } from '../../common/clock.js';
import { KeySpace } from '../../redis/key-space.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { HighWaterStore } from '../durability/high-water-store.js';
import { defineSeries } from '../series.js';
import { Shard } from './shard.js';
import { ShardGuards } from './shard-guards.js';
import { ShardKeys } from './shard-keys.js';
import { StoreCeilings } from './store-ceilings.js';
import { Stores } from './stores.js';

class Ceilings implements HighWaterStore {
  private readonly recorded = new Map<string, number>();

  read(counter: string): Promise<number | undefined> {
    return Promise.resolve(this.recorded.get(counter));
  }

  raise(counter: string, ceiling: number): Promise<void> {
    this.recorded.set(counter, Math.max(ceiling, this.recorded.get(counter) ?? 0));
    return Promise.resolve();
  }
}

describe('what a store has of a period', () => {
  const holderOf = (store: Ceilings) => {
    const series = defineSeries({ name: 'order', pattern: 'O{seq:6}', durability: { highWater: store } });
    const guards = new ShardGuards({ kind: 'none' });
    const shard = new Shard(series, 'order#0', new ShardKeys(new KeySpace('serial')), machineClock);
    // No script runs: only the store is asked.
    const runner = undefined as unknown as ScriptRunner;
    const ceilings = new StoreCeilings(runner, guards, new Stores(guards, 1_000, machineClock));
    return (n: number): Promise<number> => ceilings.openedAt(shard, { period: 'all', n, expiresAt: 'never' });
  };

  it.each([
    [100, 200],
    [200, 100],
  ])('is the lowest n of those that open it at once: %s and %s', async (one, other) => {
    const store = new Ceilings();
    const [first, second] = [holderOf(store), holderOf(store)];
    // Both ask before either has recorded anything.
    await Promise.all([first(one), second(other)]);
    expect(await first(300)).toBe(100);
  });

  it.each([0, -5_000, 9_000_000_000_000_000])('is what was recorded first: %s', async (n) => {
    const store = new Ceilings();
    expect(await holderOf(store)(n)).toBe(n);
    expect(await holderOf(store)(n + 7)).toBe(n);
  });
});
