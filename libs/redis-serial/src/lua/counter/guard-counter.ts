import { oneOf, optional, whole, wholeOr, type ValuesOf } from '../declaration.js';
import { defineFragment } from '../fragment.js';
import { guardFenced } from './fenced-guard.record.js';
import { guardHighWater } from './high-water-guard.record.js';
import { serverRun } from './server-run.js';

/**
 * What a script must know that takes numbers of a guarded counter: how it is guarded, the highest number that the asking
 * process was given, and how far to jump after a loss. All three are absent where the counter is not guarded.
 */
export const guardArgs = [
  optional(oneOf('guard', 'fenced', 'highWater')),
  optional(wholeOr('known', '')),
  optional(whole('skip')),
] as const;

/** What callers pass for these. */
export type GuardArgs = ValuesOf<typeof guardArgs>;

/**
 * The key of a hash whose `run` is the incarnation of the last census; a script that takes numbers has it where the guard is
 * `fenced`.
 */
export const censusKey = optional('census');

/** What callers pass for it. */
export type CensusKey = ValuesOf<readonly [typeof censusKey]>;

/** What must be done before numbers can be taken, and the server's clock in ms since 1970. */
export type Unguarded =
  /** The other processes must be asked: the counter is new, or Redis has lost all. The server has run for so many seconds. */
  | { readonly outcome: 'census'; readonly now: number; readonly uptime: number }
  /** The high-water store must be asked, since Redis has lost something, or never knew it. */
  | { readonly outcome: 'recover'; readonly now: number; readonly recovery: string }
  /** The ceiling must be raised, to this number at least. */
  | { readonly outcome: 'raise'; readonly now: number; readonly to: number };

/** Reads what `guardCounter` answered; undefined when it was something else. */
export function readUnguarded(now: number, word: string, rest: string | undefined): Unguarded | undefined {
  if (word === 'census') return { outcome: 'census', now, uptime: Number(rest) };
  if (word === 'recover') return { outcome: 'recover', now, recovery: rest ?? '' };
  return word === 'raise' ? { outcome: 'raise', now, to: Number(rest) } : undefined;
}

/**
 * Lua `guardCounter(by, micros)`, before `by` is taken: sees to it that nothing is given twice after a loss, in the way of
 * `guard`. Answers what must be done first, as two words, or nil; and the server's incarnation, for `takeFromCounter`.
 */
export const guardCounter = defineFragment({
  uses: [serverRun, guardFenced, guardHighWater],
  wants: ['guard'],
  source: /* lua */ `
    local function guardCounter(by, micros)
      local run, info = serverRun()
      if guard == 'fenced' then
        return guardFenced(run, info), run
      end
      return guardHighWater(run, by, micros), run
    end
  `,
});

// For the scripts that are still put together by hand.
export const SERVER_RUN = serverRun.source;
export const GUARD_COUNTER =
  SERVER_RUN +
  /* lua */ `
  local function jump(key, last, known, skip, base, expiresAt)
    openCounter(key, base, expiresAt)
    local from = math.max(last or base, known == '' and base or known)
    redis.call('HSET', key, 'last', exact(from + skip), 'run', runToKeep)
  end

  local function guardFenced(key, known, skip, base, expiresAt, info)
    local stands = redis.call('HMGET', key, 'last', 'run', 'skip')
    local last, run, kept = stands[1], stands[2], stands[3]
    local isElsewhere = last and run and run ~= runToKeep
    local isLower = known ~= '' and (not last or last + 0 < known + 0)
    if not last and known == '' and redis.call('HGET', KEYS[#KEYS], 'run') ~= runToKeep then
      return 'census ' .. (runToKeep ~= '' and string.match(info, 'uptime_in_seconds:(%d+)') or '60')
    elseif isElsewhere or isLower then
      jump(key, last, known, math.max(skip, kept or 0), base, expiresAt)
    elseif last and not run then
      redis.call('HSET', key, 'run', runToKeep)
    end
    if last and skip + 0 > (kept or 0) + 0 then
      redis.call('HSET', key, 'skip', skip)
    end
  end

  local function guardHighWater(key, known, by, highest, expiresAt, micros)
    local stands = redis.call('HMGET', key, 'last', 'run', 'ceiling', 'recovery')
    local last, run, ceiling, recovery = stands[1], stands[2], stands[3], stands[4]
    local isWhole = last and ceiling and run == runToKeep and (known == '' or last + 0 >= known + 0)
    if not isWhole then
      if not recovery or string.match(recovery, '^(.*):') ~= runToKeep then
        recovery = runToKeep .. ':' .. micros
        redis.call('HSET', key, 'recovery', recovery)
        if expiresAt ~= 'never' then
          redis.call('PEXPIREAT', key, expiresAt)
        end
      end
      return 'recover ' .. recovery
    end
    local to = math.min(last + by, highest + 0)
    if to > ceiling + 0 then
      return 'raise ' .. exact(to)
    end
  end

  local function guardCounter(key, guard, known, skip, by, highest, base, expiresAt, micros)
    local info
    runToKeep, info = serverRun()
    if guard == 'fenced' then
      return guardFenced(key, known, skip, base, expiresAt, info)
    else
      return guardHighWater(key, known, by, highest, expiresAt, micros)
    end
  end
`;
