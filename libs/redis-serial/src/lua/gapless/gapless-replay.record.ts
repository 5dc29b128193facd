import { defineFragment } from '../fragment.js';

/** The reservation of an idempotency key in a gapless series. */
export interface GaplessReplay {
  /** The token of the reservation. */
  readonly token: string;
  readonly value: number;
  /** The instant that its text shows, in milliseconds since 1970. */
  readonly textAt: string;
  /** The id of its period. */
  readonly period: string;
  /** The scope of the call, as JSON. */
  readonly scope: string;
}

/**
 * A replay is a text, `<token> <value> <instant of the text> <period> <scope>`.
 *
 * Lua `readGaplessReplay(key)` returns these five; nothing when the idempotency key is new.
 */
export const readGaplessReplay = defineFragment({
  source: /* lua */ `
    local function readGaplessReplay(key)
      return string.match(redis.call('GET', key) or '', '^(%S+) (%S+) (%S+) (%S+) (.*)$')
    end
  `,
});

/** Lua `writeGaplessReplay(key, ttlMs, token, value, textAt, period, scope)`. */
export const writeGaplessReplay = defineFragment({
  source: /* lua */ `
    local function writeGaplessReplay(key, ttlMs, token, value, textAt, period, scope)
      local record = token .. ' ' .. value .. ' ' .. textAt .. ' ' .. period .. ' ' .. scope
      redis.call('SET', key, record, 'PX', ttlMs)
    end
  `,
});

/** Writes a replay. */
export function writeGaplessReplayRecord({ token, value, textAt, period, scope }: GaplessReplay): string {
  return `${token} ${value} ${textAt} ${period} ${scope}`;
}

/** Reads a replay; undefined for anything else. */
export function readGaplessReplayRecord(record: string): GaplessReplay | undefined {
  const parts = /^(\S+) (\S+) (\S+) (\S+) (.*)$/s.exec(record);
  if (!parts) return undefined;
  const [, token, value, textAt, period, scope] = parts as unknown as [string, ...Fields];
  return { token, value: Number(value), textAt, period, scope };
}

type Fields = [token: string, value: string, textAt: string, period: string, scope: string];
