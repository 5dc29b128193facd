import { startRedisServer } from 'local-redis';
import { defineSeries, RedisHighWaterStore, type Durability } from 'nestjs-redis-serial';
import { Redis } from 'ioredis';
import type { BenchCase } from '../../bench-case.js';
import { calling, type Contestant } from '../../race/contestant.js';
import { race } from '../../race/race.js';
import type { Workbench } from '../../workbench.js';

const NONE = 'durability none';
const FENCED = 'durability fenced';
const HIGH_WATER = 'durability highWater';

/** What it costs to guard against what Redis loses; ceilings are recorded in a second Redis. */
export async function durability(
  bench: Workbench,
  mode: 'strict' | 'buffered',
  callers: number,
): Promise<BenchCase> {
  const second = await startRedisServer({ binary: bench.binary });
  bench.whenClosed(() => second.stop());
  const store = new RedisHighWaterStore(new Redis(second.url, { lazyConnect: true }));
  bench.whenClosed(() => store[Symbol.asyncDispose]());
  const serials = await bench.serials();
  const contestant = (name: string, level: Durability): Contestant => {
    const series = defineSeries({
      name: `${mode}-${name.replace(' ', '-')}`,
      pattern: 'ORD-{date:yyyyMMdd}-{seq:12}',
      mode,
      buffer: { size: 'auto' },
      durability: level,
    });
    return calling(name, () => serials.next(series), { callers, ours: true });
  };
  return race({
    title: `${mode}, ${callers} ${callers === 1 ? 'caller' : 'callers'}`,
    base: NONE,
    contestants: [
      contestant(NONE, 'none'),
      contestant(FENCED, 'fenced'),
      contestant(HIGH_WATER, { highWater: store }),
    ],
    targets: [
      { contestant: FENCED, atLeast: 0.9, times: NONE },
      { contestant: HIGH_WATER, atLeast: 0.85, times: NONE },
    ],
  });
}
