/** How a counter is guarded; absent where it is not. */
export type GuardArgs = [guard: 'fenced' | 'highWater', known: number | '', skip: number];

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

/** The key that stands last among the keys of a script with a guard: a hash whose `run` is the incarnation of the last census. */
export type CensusKey = string;

/**
 * Lua `serverRun()`: which incarnation of which server runs the script, '' where the server does not let scripts ask
 * (`INFO`). It is another after every restart and failover, and no clock or message can get in between.
 */
export const SERVER_RUN = /* lua */ `
  local function serverRun()
    local info = redis.pcall('INFO', 'server')
    -- Found as a plain text: a pattern would be tried at each letter before.
    local _, at = string.find(type(info) == 'string' and info or '', 'run_id:', 1, true)
    return at and string.sub(info, at + 1, at + 40) or '', info
  end
`;

/**
 * What stands in a counter's hash beside its numbers where losses are guarded against: `run`, the incarnation of the
 * server that wrote last; `skip`, the furthest that a process wanted it to jump; `ceiling`, the highest number that may
 * be given; `recovery`, names a loss of which a process is to ask the high-water store: `<run>:<µs>`.
 *
 *
 * Lua `guardCounter(key, guard, known, skip, by, highest, base, expiresAt, micros)`, before numbers are taken; `guard`
 * is 'fenced' or 'highWater', `known` the highest number that the asking process was given, or ''.
 *
 * 'fenced' lifts the counter past what may have been given, by `skip`, when another incarnation wrote last, or when it
 * stands lower than the process knows. Where there is no counter, and since this incarnation began nobody has asked the other
 * processes whether they know of any, it answers 'census <uptime in s>'. 'highWater' answers what must be done first, and else nil: 'recover <recovery>',
 * when so much is not known; 'raise <to>', when `by` more would pass the ceiling. Wants `OPEN_COUNTER` before it.
 */
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
