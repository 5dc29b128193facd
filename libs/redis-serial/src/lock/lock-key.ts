import { shown } from '../common/check-options.js';
import { LockKeyError } from './lock.errors.js';

const LONGEST = 1024;

/**
 * The key, if it can name a resource.
 * @throws {LockKeyError} when it is no text, empty or longer than 1024 characters.
 */
export function checkLockKey(key: unknown): string {
  if (typeof key !== 'string') throw new LockKeyError(shown(key), 'expected a text');
  if (key.length === 0) throw new LockKeyError(key, 'it is empty');
  if (key.length > LONGEST) {
    throw new LockKeyError(`${key.slice(0, 60)}…`, `it has ${key.length} characters; ${LONGEST} is the most`);
  }
  return key;
}
