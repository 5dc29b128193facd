import { describeValue } from '../../common/check-options.js';
import { OptionsError } from '../../common/options.error.js';
import { LockKeyError } from '../lock.errors.js';

const LONGEST = 1024;

/**
 * The key, if it can name a resource.
 * @throws {LockKeyError} when it is no text, empty or longer than 1024 characters.
 */
export function checkLockKey(key: unknown): string {
  if (typeof key !== 'string') throw new LockKeyError(describeValue(key), 'expected a text');
  if (key.length === 0) throw new LockKeyError(key, 'it is empty');
  if (key.length > LONGEST) {
    throw new LockKeyError(`${key.slice(0, 60)}…`, `it has ${key.length} characters; ${LONGEST} is the most`);
  }
  return key;
}

/**
 * One key or several, each of them once.
 * @throws {LockKeyError} as `checkLockKey` does, and when there is none at all.
 */
export function checkLockKeys(keys: unknown): readonly string[] {
  if (!Array.isArray(keys)) return [checkLockKey(keys)];
  if (keys.length === 0) throw new LockKeyError('[]', 'expected one key or more');
  return [...new Set(keys.map(checkLockKey))];
}

// What stands for a grant, or for a lock given back, begins with a sign of its own.
const TOKEN = /^[^\s@=]\S*$/;

/**
 * Whether a text can be the token of a lock: what can't holds none.
 * @throws {OptionsError} for what is no text.
 */
export function canBeToken(token: unknown): boolean {
  if (typeof token === 'string') return TOKEN.test(token);
  throw new OptionsError('token', `expected the token of a lock, got ${describeValue(token)}`);
}
