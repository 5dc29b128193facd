import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';

/** The numbers that an idempotency key was given. */
export interface ReplayRecord {
  readonly runs: readonly ReplayRun[];
  /** The instant that their text shows, in ms since 1970. */
  readonly textAt: number;
  /** When they were given, in ms since 1970. */
  readonly issuedAt: number;
  readonly scope: Readonly<Record<string, string>>;
}

/** Where a run of consecutive numbers begins, and how many it has. */
export interface ReplayRun {
  readonly first: number;
  readonly count: number;
}

/**
 * What an idempotency key was given is a text that expires: `<runs> <textAt> <issuedAt> <scope>`, with
 * `<first>*<count>` for each run and `+` between them.
 *
 * Lua `replayRecord(runs, textAt, now, scope)`: the text; a text instant 'now' is the server's clock.
 */
export const replayRecord = defineFragment({
  uses: [exact],
  source: /* lua */ `
    local function replayRecord(runs, textAt, now, scope)
      if textAt == 'now' then
        textAt = exact(now)
      end
      return runs .. ' ' .. textAt .. ' ' .. exact(now) .. ' ' .. scope
    end
  `,
});

/** Lua `replayRun(first, count)`: the text of one run; `count` is a text already. */
export const replayRun = defineFragment({
  uses: [exact],
  source: /* lua */ `
    local function replayRun(first, count)
      return exact(first) .. '*' .. count
    end
  `,
});

/** The text of some runs. */
export function writeReplayRuns(runs: readonly ReplayRun[]): string {
  return runs.map(({ first, count }) => `${first}*${count}`).join('+');
}

/** The text of a record, of runs that are written already. */
export function writeReplayRecord(runs: string, textAt: number | 'now', now: number, scope: string): string {
  return `${runs} ${textAt === 'now' ? now : textAt} ${now} ${scope}`;
}

/** Reads a record; `undefined` for a bare number, which was not given earlier. */
export function readReplayRecord(record: string): ReplayRecord | undefined {
  const [, runs, textAt, issuedAt, scope] = /^(\S+) (\d+) (\d+) (.+)$/s.exec(record) ?? [];
  if (runs === undefined || scope === undefined) return undefined;
  return {
    runs: runs.split('+').map((run) => {
      const [first, count] = run.split('*').map(Number);
      return { first: first ?? Number.NaN, count: count ?? Number.NaN };
    }),
    textAt: Number(textAt),
    issuedAt: Number(issuedAt),
    scope: JSON.parse(scope) as ReplayRecord['scope'],
  };
}
