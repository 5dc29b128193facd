import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';

/** The numbers that an idempotency key was given. */
export interface ReplayRecord {
  /** Where each run of consecutive numbers begins, and how many it has. */
  readonly runs: readonly { readonly first: number; readonly count: number }[];
  /** The instant that their text shows, in ms since 1970. */
  readonly textAt: number;
  /** When they were given, in ms since 1970. */
  readonly issuedAt: number;
  readonly scope: Readonly<Record<string, string>>;
}

/**
 * Lua `replayRecord(runs, textAt, now, scope)`: what is kept under an idempotency key, `first*count` for each run with
 * `+` between them; a text instant 'now' is the server's clock.
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
