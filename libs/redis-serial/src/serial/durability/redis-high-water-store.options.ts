import * as v from 'valibot';
import { durationBetween, optionsObject, wholeNumber } from '../../common/check-options.js';
import type { Duration } from '../../common/duration.js';

/** What makes a ceiling in Redis count as recorded. */
export interface RedisHighWaterStoreOptions {
  /**
   * How many servers must have it on disk: 1, the server itself (WAITAOF, of Redis 7.2 and Valkey; needs an AOF); more,
   * with replicas; 0 does not ask.
   * @defaultValue 0
   */
  readonly waitAof?: number | undefined;
  /**
   * How many replicas must have it in memory (WAIT); 0 does not ask.
   * @defaultValue 0
   */
  readonly waitReplicas?: number | undefined;
  /**
   * How long they may take.
   * @defaultValue '1s'
   */
  readonly timeout?: Duration | undefined;
  /**
   * What the keys begin with.
   * @defaultValue 'serial-high-water'
   */
  readonly keyPrefix?: string | undefined;
}

/** Checks them and fills in the defaults. */
export const redisHighWaterStoreSchema = optionsObject({
  waitAof: v.optional(wholeNumber(0, 100), 0),
  waitReplicas: v.optional(wholeNumber(0, 100), 0),
  timeout: v.optional(durationBetween(1, 60_000), '1s'),
  keyPrefix: v.optional(
    v.pipe(
      v.string('expected a text'),
      v.regex(/^[\w.:-]{1,100}$/, 'expected 1 to 100 letters, digits, _ - . or :'),
    ),
    'serial-high-water',
  ),
});
