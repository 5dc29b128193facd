import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import { RedisUnavailableError } from '../../redis/redis-unavailable.error.js';
import { PlacedWants } from './placed-wants.js';
import type { ShardKeys } from './shard-keys.js';
import type { ShardRunner } from './shard-runner.js';
import type { Shard } from './shard.js';
import type { TakenOf, Want } from './want.js';

const MOST_GUESSES = 5;

/**
 * Takes what is wanted of many counters of one shard, of the periods that the server's clock, or each call's own
 * instant, means. A script needs its keys before it can read the clock. So the minute is guessed, and a script that
 * finds itself in another one does nothing but tell the time; the second guess is right unless the minute ends just
 * then.
 */
export async function takeWants(
  { runner, keys, clock }: { runner: ShardRunner; keys: ShardKeys; clock: ServerClockEstimate },
  shard: Shard,
  wants: readonly Want[],
): Promise<TakenOf[]> {
  for (let guesses = 0; guesses < MOST_GUESSES; guesses++) {
    let placed: PlacedWants | undefined;
    const reply = await runner.take(shard, () => (placed = new PlacedWants(shard, wants, keys, clock.now())));
    if (placed && reply.outcome === 'took') return placed.taken(reply);
  }
  throw new RedisUnavailableError(
    `The server's clock jumps from minute to minute under series "${shard.series.name}"`,
  );
}
