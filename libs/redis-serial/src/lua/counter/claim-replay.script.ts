import { exact, serverMs } from '../common.js';
import { wholeText } from '../declaration.js';
import { defineScript } from '../script.js';
import { replayRecord } from './replay.record.js';

/**
 * Keeps numbers that the caller has already under an idempotency key, unless the key was given others earlier.
 * Replies the record that holds now: the caller's own, or the earlier one.
 */
export const claimReplay = defineScript({
  name: 'claimReplay',
  keys: ['replay'],
  args: ['runs', wholeText('textAt'), wholeText('replayTtlMs'), 'about'],
  uses: [exact, serverMs, replayRecord],
  source: /* lua */ `
    local earlier = redis.call('GET', replay)
    if earlier then
      return earlier
    end
    local record = replayRecord(runs, textAt, serverMs(), about)
    redis.call('SET', replay, record, 'PX', replayTtlMs)
    return record
  `,
  parse: String,
});
