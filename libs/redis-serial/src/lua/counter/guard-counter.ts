import { oneOf, optional, whole, wholeOr, type ValuesOf } from '../declaration.js';
import { defineFragment } from '../fragment.js';
import { guardFenced } from './fenced-guard.record.js';
import { guardHighWater } from './high-water-guard.record.js';
import { serverRun } from './server-run.js';

/**
 * What a script must know that takes numbers of a guarded counter: how it is guarded, the highest number that the
 * asking process was given, and how far to jump after a loss. All three are absent where the counter is not guarded.
 */
export const guardArgs = [
  optional(oneOf('guard', 'fenced', 'highWater')),
  optional(wholeOr('known', '')),
  optional(whole('skip')),
] as const;

/** What callers pass for these. */
export type GuardArgs = ValuesOf<typeof guardArgs>;

/**
 * The key of a hash whose `run` is the incarnation of the last census; a script that takes numbers has it where the
 * guard is `fenced`.
 */
export const censusKey = optional('census');

/** What callers pass for it. */
export type CensusKey = ValuesOf<readonly [typeof censusKey]>;

/** What must be done before numbers can be taken, and the server's clock in ms since 1970. */
export type Unguarded =
  /**
   * The other processes must be asked: the counter is new, or Redis has lost all. The server has run for so many
   * seconds.
   */
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
 * Lua `guardCounter(by, micros)`, before `by` is taken: sees to it that nothing is given twice after a loss, in the way
 * of `guard`. Answers what must be done first, as two words, or nil; and the server's incarnation, for
 * `takeFromCounter`.
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
