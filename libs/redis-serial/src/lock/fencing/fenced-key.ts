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

/** How a fenced value is kept. */
export interface SetFencedOptions {
  /**
   * How long the value stays, and its fence with it: once both are gone, a late writer is let in again. So let it
   * outlast every holder that may still come, by far.
   * @defaultValue for ever
   */
  readonly ttl?: Duration | undefined;
}

const TEN_YEARS_MS = 3_653 * 86_400_000;

const optionsSchema = optionsObject({ ttl: v.optional(durationBetween(1, TEN_YEARS_MS)) });

/**
 * Writes a value in Redis under the fence of a lock, unless one with a higher fence has written before: then it answers
 * false and nothing is written. The same fence may write again. Key and fence are those that are passed in; nothing is
 * put before the key, and nothing else may write or delete it.
 * @throws {OptionsError} for an argument that can't be used, or when something else stands under the key.
 * @throws {RedisUnavailableError} when Redis did not answer within 2 s: it may have been written; writing again is
 * safe.
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
 * What `setFenced` wrote last under a key, and its fence; null when nothing stands there.
 * @throws {OptionsError} for an argument that can't be used, or when something else stands under the key.
 * @throws {RedisUnavailableError} when Redis did not answer within 2 s.
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
