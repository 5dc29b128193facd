import { OptionsError } from '../../common/options.error.js';
import { claimKey } from '../../lua/shard/claim-key.script.js';
import { readReplay } from '../../lua/shard/read-replay.script.js';
import { readReplayRecord } from '../../lua/counter/replay.record.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { CounterCall, NumberRequest } from '../allocation/number-request.js';
import { giveAgain } from '../allocation/replay.js';
import type { Series } from '../series.js';
import { shardOf, shardOfKey, type ShardKeys } from './shard-keys.js';

// What a key was given is kept from when it was taken on: by then its owner has been known for a while.
const TAKING_MS = 60_000;

/**
 * Says which counter of a series over several shards an idempotency key is for. What it was given lies in the shard of
 * that counter, where calls of another scope do not look. So each key has a shard by its own hash, which is asked
 * first.
 */
export class KeyOwners {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly keys: ShardKeys,
  ) {}

  /** Whether keys of a series can be used for counters of several shards. */
  isNeeded({ shards, variables }: Series): boolean {
    return shards > 1 && variables.length > 0;
  }

  /** Whether a call may take numbers for its key; else it has its answer. */
  async admits(call: CounterCall, request: NumberRequest): Promise<boolean> {
    const { series, field } = call;
    const key = request.idempotencyKey ?? '';
    const owner = this.keys.keyOwner(shardOfKey(series, key), key);
    const ttlMs = series.idempotencyTtlMs + TAKING_MS;
    const owning = await this.runner.run(claimKey, { owner }, { field, ttlMs });
    if (owning === field) return true;
    const replay = this.keys.replay(shardOf(series, owning), key);
    const record = readReplayRecord(await this.runner.run(readReplay, { replay }, {}));
    // It says which variable was another one; or the pattern was edited, and it was the same.
    if (record) giveAgain(call, request, record);
    else
      request.fail(
        new OptionsError('idempotencyKey', `is used in series "${series.name}" for another scope at present`),
      );
    return false;
  }
}
