import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { keep } from './keep.js';

/** A void number. */
export interface VoidedRecord {
  /** The instant that its text shows, in milliseconds since 1970. */
  readonly textAt: number;
  /** When it was voided, in milliseconds since 1970. */
  readonly at: number;
  readonly reason: string;
  readonly actor: string | undefined;
}

/**
 * A void number, which nobody will use, is a field of `voided` with `<instant of the text> <when> <why>`. `whyVoided`
 * writes the last.
 *
 * Lua `voidNumber(value, textAt, now, why)`.
 */
export const voidNumber = defineFragment({
  uses: [exact, keep],
  wants: ['pending', 'reserved', 'voided'],
  source: /* lua */ `
    local function voidNumber(value, textAt, now, why)
      redis.call('ZREM', pending, value)
      redis.call('HDEL', reserved, value)
      redis.call('HSET', voided, value, textAt .. ' ' .. exact(now) .. ' ' .. why)
      keep(voided)
    end
  `,
});

/** Writes why a number is voided, and by whom if known, as its record has it. */
export function whyVoided(reason: string, actor?: string): string {
  return JSON.stringify(actor === undefined ? { reason } : { reason, actor });
}

/** Writes a record. */
export function writeVoidedRecord(textAt: string, now: number, why: string): string {
  return `${textAt} ${now} ${why}`;
}

/** Reads a record. */
export function readVoidedRecord(record: string): VoidedRecord {
  const [, textAt, at, why = '{}'] = /^(\S+) (\S+) (.*)$/s.exec(record) ?? [];
  const { reason = '', actor } = JSON.parse(why) as Partial<VoidedRecord>;
  return { textAt: Number(textAt), at: Number(at), reason, actor };
}
