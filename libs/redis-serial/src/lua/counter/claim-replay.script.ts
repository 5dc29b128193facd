import { EXACT, SERVER_CLOCK } from '../common.js';
import { definePositional } from '../positional.js';
import { replayRecord } from './replay.record.js';

/**
 * Keeps numbers that the caller has already under an idempotency key, unless the key was given others earlier.
 * Replies the record that holds now: the caller's own, or the earlier one.
 */
export const claimReplay = definePositional<{
  keys: [replay: string];
  args: [runs: string, textAt: number, replayTtlMs: number, scope: string];
  reply: string;
}>({
  name: 'claimReplay',
  source:
    SERVER_CLOCK +
    EXACT +
    replayRecord.source +
    /* lua */ `
    local earlier = redis.call('GET', KEYS[1])
    if earlier then
      return earlier
    end
    local record = replayRecord(ARGV[1], ARGV[2], serverMs(), ARGV[4])
    redis.call('SET', KEYS[1], record, 'PX', ARGV[3])
    return record
  `,
  parse: String,
});
