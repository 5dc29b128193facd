import { checkPeriods } from '../../lua/shard/check-periods.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { ShardKeys } from './shard-keys.js';

/** Renews the counters of a shard that contradict its register: somebody deleted, evicted or put them back. */
export async function renewPeriods(runner: ScriptRunner, keys: ShardKeys, shard: string): Promise<void> {
  const where = { register: keys.register(shard), history: keys.history(shard) };
  const periods = await runner.run(checkPeriods, { ...where, hashes: [] }, { periods: [] });
  const hashes = periods.map((period) => keys.hash(shard, period));
  await runner.run(checkPeriods, { ...where, hashes }, { periods });
}
