import { exact } from '../common.js';
import { list, oneOf, whole, wholeOr, wholeText } from '../declaration.js';
import { defineScript } from '../script.js';
import { alignCounter, moveBack, takeFromCounter } from './counter.record.js';
import { guardCounter, readUnguarded, type Unguarded } from './guard-counter.js';
import { replayRecord, replayRun } from './replay.record.js';

/** What came of it, and the server's clock in ms since 1970. */
export type TakenOnce =
  /** For each share its highest number, or the record of the numbers that its idempotency key was given earlier. */
  | { readonly outcome: 'taken'; readonly now: number; readonly answers: readonly string[] }
  /** `last` is the highest number that was taken before. */
  | { readonly outcome: 'exhausted'; readonly now: number; readonly last: number }
  | { readonly outcome: 'otherTime'; readonly now: number }
  | Unguarded;

/**
 * As `takeNumbers`, for several callers of whom some have idempotency keys: who had numbers under the key gets them
 * again. Replies [seconds, µs] of the clock in another time, and else adds an answer for each share; or 'exhausted' and
 * the highest number taken before, when too few are left, and then none is taken; or what `guardCounter` says, in two.
 */
export const takeNumbersOnce = defineScript({
  name: 'takeNumbersOnce',
  keys: ['counter', 'census', list('replayKeys')],
  args: [
    whole('fromSecond'),
    whole('toSecond'),
    whole('highest'),
    wholeText('base'),
    wholeOr('expiresAt', 'never'),
    whole('step'),
    wholeText('replayTtlMs'),
    wholeOr('textAt', 'now'),
    'scope',
    oneOf('guard', 'none', 'fenced', 'highWater'),
    wholeOr('known', ''),
    whole('skip'),
    list(wholeText('shares')),
  ],
  uses: [exact, takeFromCounter, moveBack, alignCounter, guardCounter, replayRecord, replayRun],
  source: /* lua */ `
    local reply = redis.call('TIME')
    local second = reply[1] + 0
    if second < fromSecond or second >= toSecond then
      return reply
    end
    local now = second * 1000 + math.floor(reply[2] / 1000)

    local trouble, run
    if guard ~= 'none' then
      local by = 0
      for share = 1, #shares, 2 do
        by = by + shares[share] * step
      end
      trouble, run = guardCounter(by, reply[2])
      if trouble then
        local word, rest = string.match(trouble, '^(%S+) (.*)$')
        return { reply[1], reply[2], word, rest }
      end
    end

    alignCounter()
    local taken, records = 0, {}
    for share = 1, #shares, 2 do
      local count, replay = shares[share], replayKeys[shares[share + 1] + 0]
      local earlier = replay and (records[replay] or redis.call('GET', replay))
      if earlier then
        table.insert(reply, earlier)
      else
        local last, before = takeFromCounter(exact(count * step), run)
        if not last then
          moveBack(taken)
          return { reply[1], reply[2], 'exhausted', exact(before - taken) }
        end
        taken = taken + count * step
        table.insert(reply, exact(last))
        if replay then
          records[replay] = replayRecord(replayRun(last - (count - 1) * step, count), textAt, now, scope)
        end
      end
    end
    for replay, record in pairs(records) do
      redis.call('SET', replay, record, 'PX', replayTtlMs)
    end
    return reply
  `,
  parse: (reply): TakenOnce => {
    const [seconds, micros, ...answers] = reply as string[];
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    const unguarded = readUnguarded(now, answers[0] ?? '', answers[1]);
    if (unguarded) return unguarded;
    if (answers[0] === 'exhausted') return { outcome: 'exhausted', now, last: Number(answers[1]) };
    return answers.length === 0 ? { outcome: 'otherTime', now } : { outcome: 'taken', now, answers };
  },
});
