import { startRedisServer } from 'local-redis';
import { defineSeries, RedisHighWaterStore, type Durability, type Series } from 'nestjs-redis-serial';
import { Redis } from 'ioredis';
import type { BenchCase } from '../../bench-case.js';
import { calling, type Contestant } from '../../race/contestant.js';
import { CpuMeter } from '../../race/cpu-meter.js';
import { race } from '../../race/race.js';
import type { Workbench } from '../../workbench.js';
import { inTurn, scopesOf } from './scopes.js';

const NONE = 'durability none';
const FENCED = 'durability fenced';
const HIGH_WATER = 'durability highWater';

/** Who takes numbers, and of what. */
export interface Load {
  readonly mode: 'strict' | 'buffered';
  readonly callers: number;
  /** Over how many counters the callers are spread. @defaultValue one */
  readonly scopes?: number;
  /** How many times as fast as `fenced` a high-water store is to be. */
  readonly stored: number;
}

/** What it costs to guard against what Redis loses; ceilings are recorded in a second Redis. */
export async function durability(
  bench: Workbench,
  { mode, callers, scopes, stored }: Load,
): Promise<BenchCase> {
  const second = await startRedisServer({ binary: bench.binary });
  bench.whenClosed(() => second.stop());
  const recorder = new Redis(second.url, { lazyConnect: true });
  const store = new RedisHighWaterStore(recorder);
  bench.whenClosed(() => store[Symbol.asyncDispose]());
  bench.whenClosed(() => {
    recorder.disconnect();
    return Promise.resolve();
  });
  const serials = await bench.serials();
  const calls = scopes === undefined ? [{}] : scopesOf(scopes).map((scope) => ({ scope }));
  const contestant = (name: string, level: Durability): Contestant => {
    const series = defineSeries({
      name: `${mode}-${scopes ?? 1}-${name.replace(' ', '-')}`,
      pattern: scopes === undefined ? 'ORD-{date:yyyyMMdd}-{seq:12}' : 'ORD-{store}-{date:yyyyMMdd}-{seq:12}',
      mode,
      buffer: { size: 'auto' },
      durability: level,
    });
    const take = inTurn(calls, (call) => serials.next(series as Series, call));
    return calling(name, take, { callers, ours: true });
  };
  const each = scopes === undefined ? '' : ', a scope each';
  return race({
    title: `${mode}, ${callers} ${callers === 1 ? 'caller' : 'callers'}${each}`,
    base: NONE,
    contestants: [
      contestant(NONE, 'none'),
      contestant(FENCED, 'fenced'),
      contestant(HIGH_WATER, { highWater: store }),
    ],
    targets: [
      { contestant: FENCED, atLeast: 0.9, times: NONE },
      { contestant: HIGH_WATER, atLeast: stored, times: FENCED },
    ],
    cpu: new CpuMeter([await bench.client(), recorder]),
  });
}
