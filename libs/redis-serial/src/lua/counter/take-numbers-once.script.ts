import { EXACT } from '../common.js';
import { definePositional } from '../positional.js';
import { TAKE_NUMBERS } from './counter-functions.js';
import { GUARD_COUNTER, readUnguarded, type GuardArgs, type Unguarded } from './guard-counter.js';
import { REPLAY_RECORD } from './replay.record.js';

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
 * the highest number taken before, when too few are left, and then none is taken; or what `GUARD_COUNTER` says, in two.
 */
export const takeNumbersOnce = definePositional<{
  keys: [counter: string, ...replays: string[]];
  args: [
    fromSecond: number,
    toSecond: number,
    highest: number,
    base: number,
    expiresAt: number | 'never',
    step: number,
    replayTtlMs: number,
    textAt: number | 'now',
    scope: string,
    guard: GuardArgs[0] | 'none',
    known: GuardArgs[1],
    skip: GuardArgs[2],
    /** For each share, how many numbers, and which of the keys is its replay; 0 for none. */
    ...shares: number[],
  ];
  reply: TakenOnce;
}>({
  name: 'takeNumbersOnce',
  source:
    EXACT +
    TAKE_NUMBERS +
    REPLAY_RECORD +
    /* lua */ `
    local from, to, highest, base, expiresAt = ARGV[1] + 0, ARGV[2] + 0, ARGV[3], ARGV[4], ARGV[5]
    local step, replayTtl, textAt, scope = ARGV[6] + 0, ARGV[7], ARGV[8], ARGV[9]
    local guard, known, skip = ARGV[10], ARGV[11], ARGV[12]
    local FIRST_SHARE = 13

    local reply = redis.call('TIME')
    local second = reply[1] + 0
    if second < from or second >= to then
      return reply
    end
    local now = second * 1000 + math.floor(reply[2] / 1000)

    if guard ~= 'none' then
      ${GUARD_COUNTER}
      local by = 0
      for share = FIRST_SHARE, #ARGV, 2 do
        by = by + ARGV[share] * step
      end
      local trouble = guardCounter(KEYS[1], guard, known, skip, by, highest, base, expiresAt, reply[2])
      if trouble then
        local word, rest = string.match(trouble, '^(%S+) (.*)$')
        return { reply[1], reply[2], word, rest }
      end
    end

    alignCounter(KEYS[1], base, step)
    local taken, records = 0, {}
    for share = FIRST_SHARE, #ARGV, 2 do
      local count, replay = ARGV[share] + 0, KEYS[ARGV[share + 1] + 0]
      local earlier = replay and (records[replay] or redis.call('GET', replay))
      if earlier then
        table.insert(reply, earlier)
      else
        local last, before = takeNumbers(KEYS[1], exact(count * step), highest, base, expiresAt)
        if not last then
          redis.call('HINCRBY', KEYS[1], 'last', 0 - taken)
          return { reply[1], reply[2], 'exhausted', exact(before - taken) }
        end
        taken = taken + count * step
        table.insert(reply, exact(last))
        if replay then
          records[replay] = replayRecord(exact(last - (count - 1) * step) .. '*' .. count, textAt, now, scope)
        end
      end
    end
    for replay, record in pairs(records) do
      redis.call('SET', replay, record, 'PX', replayTtl)
    end
    return reply
  `,
  parse: (reply) => {
    const [seconds, micros, ...answers] = reply as string[];
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    const unguarded = readUnguarded(now, answers[0] ?? '', answers[1]);
    if (unguarded) return unguarded;
    if (answers[0] === 'exhausted') return { outcome: 'exhausted', now, last: Number(answers[1]) };
    return answers.length === 0 ? { outcome: 'otherTime', now } : { outcome: 'taken', now, answers };
  },
});
