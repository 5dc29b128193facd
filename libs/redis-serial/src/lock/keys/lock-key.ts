import { describeValue } from '../../common/check-options.js';
import { isPlainText, lookAlikeTrouble, withJoinedMarks } from '../../common/look-alikes.js';
import { OptionsError } from '../../common/options.error.js';
import { LockKeyError } from '../lock.errors.js';

const LONGEST = 1024;

/**
 * Returns the key if it can name a resource; one whose letters and marks are apart as the key that looks the same.
 * @throws {LockKeyError} when it is not a text, empty, longer than 1024 characters, or looks the same as another one.
 */
export function checkLockKey(key: unknown): string {
  if (typeof key !== 'string') throw new LockKeyError(describeValue(key), 'expected a text');
  if (key.length === 0) throw new LockKeyError(key, 'it is empty');
  if (key.length > LONGEST) {
    throw new LockKeyError(`${key.slice(0, 60)}…`, `it has ${key.length} characters, more than ${LONGEST}`);
  }
  if (isPlainText(key)) return key;
  const alike = lookAlikeTrouble(key);
  if (alike !== undefined) throw new LockKeyError(key, `it ${alike}`);
  return withJoinedMarks(key);
}

/**
 * Returns one key or several, without duplicates.
 * @throws {LockKeyError} as `checkLockKey` does, and when the list is empty.
 */
export function checkLockKeys(keys: unknown): readonly string[] {
  if (!Array.isArray(keys)) return [checkLockKey(keys)];
  if (keys.length === 0) throw new LockKeyError('[]', 'expected one key or more');
  return [...new Set(keys.map(checkLockKey))];
}

// A grant and a released lock are written as tokens with a special first character: `@` and `=`.
const TOKEN = /^[^\s@=]\S*$/;

/**
 * Whether a text can be the token of a lock.
 * @throws {OptionsError} when it is not a text.
 */
export function canBeToken(token: unknown): boolean {
  if (typeof token === 'string') return TOKEN.test(token);
  throw new OptionsError('token', `expected the token of a lock, got ${describeValue(token)}`);
}
