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
  /** What their text was made by, as JSON. */
  readonly form: string;
}

/** Where a run of consecutive numbers begins, and how many it has. */
export interface ReplayRun {
  readonly first: number;
  readonly count: number;
}

/**
 * What an idempotency key was given is a text that expires: `<runs> <textAt> <issuedAt> <about>`, with
 * `<first>*<count>` for each run and `+` between them. `about` is JSON, `[<scope>,<form>]`: whose they are, and what
 * their text was made by, so that a later definition of the series can still write it.
 *
 * Lua `replayRecord(runs, textAt, now, about)`: the text; a text instant 'now' is the server's clock.
 */
export const replayRecord = defineFragment({
  uses: [exact],
  source: /* lua */ `
    local function replayRecord(runs, textAt, now, about)
      if textAt == 'now' then
        textAt = exact(now)
      end
      return runs .. ' ' .. textAt .. ' ' .. exact(now) .. ' ' .. about
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
export function writeReplayRecord(runs: string, textAt: number | 'now', now: number, about: string): string {
  return `${runs} ${textAt === 'now' ? now : textAt} ${now} ${about}`;
}

/** What a record says of its numbers, beside themselves; `form` is JSON already. */
export function writeReplayAbout(scope: ReplayRecord['scope'], form: string): string {
  return `[${JSON.stringify(scope)},${form}]`;
}

function readReplayAbout(about: string): [ReplayRecord['scope'], unknown] | undefined {
  try {
    return JSON.parse(about) as [ReplayRecord['scope'], unknown];
  } catch {
    return undefined;
  }
}

/** Reads a record; `undefined` for what is none. */
export function readReplayRecord(record: string): ReplayRecord | undefined {
  const [, runs, textAt, issuedAt, about] = /^(\S+) (\d+) (\d+) (\[.+)$/s.exec(record) ?? [];
  if (runs === undefined || about === undefined) return undefined;
  const [scope, form] = readReplayAbout(about) ?? [];
  if (!scope) return undefined;
  return {
    runs: runs.split('+').map((run) => {
      const [first, count] = run.split('*').map(Number);
      return { first: first ?? Number.NaN, count: count ?? Number.NaN };
    }),
    textAt: Number(textAt),
    issuedAt: Number(issuedAt),
    scope,
    form: JSON.stringify(form),
  };
}
