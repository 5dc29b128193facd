import { exact, serverMs } from '../common.js';
import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { replays } from './replay.record.js';

/**
 * Keeps numbers that the caller has already under an idempotency key, unless the key was given others earlier.
 * Replies the record that holds now: the caller's own, or the earlier one.
 */
export const claimReplay = defineScript({
  name: 'claimReplay',
  keys: ['replay'],
  args: ['runs', whole('textAt'), whole('replayTtlMs'), 'scope'],
  uses: [exact, serverMs, replays],
  source: /* lua */ `
    local earlier = givenEarlier(replay)
    if earlier then
      return earlier
    end
    local record = replayRecord(runs, exact(textAt), serverMs(), scope)
    keepReplay(replay, record)
    return record
  `,
  parse: String,
});
