import * as v from 'valibot';
import { optionsObject, wholeNumber } from '../../common/check-options.js';
import type { ScopeOf } from '../scope.js';

/** Which events `history` tells. */
export interface HistoryOptions<Variables extends string = string> {
  /** Only what concerns this counter: its own events, and those of its whole shard. */
  readonly scope?:
    ([Variables] extends [never] ? Readonly<Record<string, never>> : ScopeOf<Variables>) | undefined;
  /** Only what concerns the period of this instant: its own events, and those of all periods. */
  readonly at?: Date | number | undefined;
  /**
   * How many events at most, the newest. A shard keeps some 200, of each kind the newest.
   * @defaultValue 50
   */
  readonly limit?: number | undefined;
}

// 64 shards.
const MOST = 16_000;

/** Scope and instant are checked against the series. */
export const historySchema = optionsObject({
  scope: v.optional(v.custom<Readonly<Record<string, unknown>>>(isObject, 'expected an object')),
  at: v.optional(v.unknown()),
  limit: v.optional(wholeNumber(1, MOST), 50),
});

function isObject(given: unknown): boolean {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}
