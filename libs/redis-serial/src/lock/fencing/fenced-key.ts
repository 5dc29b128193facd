import type { Cluster, Redis } from 'ioredis';
import * as v from 'valibot';
import {
  checkOptions,
  durationBetween,
  optionsObject,
  describeValue,
  wholeNumber,
} from '../../common/check-options.js';
import type { Duration } from '../../common/duration.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import type { FencedValue } from '../../lua/fencing/fenced.record.js';
import { readFenced } from '../../lua/fencing/read-fenced.script.js';
import { writeFenced } from '../../lua/fencing/write-fenced.script.js';

/** How a fenced value is stored. */
export interface SetFencedOptions {
  /**
   * How long the value and its fence stay. Once they are gone, a late writer is let in again; so choose a time that is
   * much longer than any late holder could be late.
   * @defaultValue for ever
   */
  readonly ttl?: Duration | undefined;
}

const TEN_YEARS_MS = 3_653 * 86_400_000;

const optionsSchema = optionsObject({ ttl: v.optional(durationBetween(1, TEN_YEARS_MS)) });

/**
 * Writes a value in Redis under the fence of a lock. If a holder with a higher fence has written before, it writes
 * nothing and returns false; the same fence may write again. The key is used exactly as it is given, without a prefix.
 * Nothing else may write or delete it.
 * @throws {OptionsError} when an argument can't be used, or the key holds something else.
 * @throws {RedisUnavailableError} when Redis did not reply within 2 s. The value may have been written; writing it
 * again is safe.
 * @example
 * const isWritten = await setFenced(client, 'order:7:status', 'paid', lock.fence);
 */
export async function setFenced(
  client: Redis | Cluster,
  key: string,
  value: string,
  fence: number,
  options: SetFencedOptions = {},
): Promise<boolean> {
  const { ttl } = checkOptions(optionsSchema, options, 'options');
  if (typeof value !== 'string')
    throw new OptionsError('value', `expected a text, got ${describeValue(value)}`);
  const checkedFence = checkOptions(wholeNumber(0), fence, 'fence');
  const ttlMs = ttl === undefined ? 'never' : Math.ceil(ttl);
  const written = await runnerOn(client).run(
    writeFenced,
    { key: checkKey(key) },
    { value, fence: checkedFence, ttlMs },
  );
  if (written === 'foreign') throw foreign(key);
  return written === 'written';
}

/**
 * Reads what `setFenced` wrote last under a key, with its fence; null when the key does not exist.
 * @throws {OptionsError} when an argument can't be used, or the key holds something else.
 * @throws {RedisUnavailableError} when Redis did not reply within 2 s.
 */
export async function getFenced(client: Redis | Cluster, key: string): Promise<FencedValue | null> {
  const found = await runnerOn(client).run(readFenced, { key: checkKey(key) }, {});
  if (found === 'foreign') throw foreign(key);
  return found;
}

function checkKey(key: unknown): string {
  if (typeof key === 'string' && key.length > 0) return key;
  throw new OptionsError('key', `expected a text that is not empty, got ${describeValue(key)}`);
}

function foreign(key: string): OptionsError {
  return new OptionsError('key', `"${key}" holds something that setFenced did not write; choose another key`);
}
