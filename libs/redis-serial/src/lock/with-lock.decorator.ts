import { OptionsError } from '../common/options.error.js';
import { holdUntilEnded } from './holding/hold-until-ended.js';
import { parseKeyTemplate } from './key-template.js';
import { checkLockKey } from './lock-key.js';
import { checkLockOptions, type LockOptions } from './lock.options.js';
import { expectLocks, locksOf } from './lock-injection.js';
import { LockKeyError } from './lock.errors.js';
import { wrapMethod, type Method } from './wrap-method.js';

/** A template over the method's arguments, `'order:{0.id}'`, or a function of them. */
export type KeySource = string | ((...args: never[]) => string);

/**
 * Runs a method of a provider or controller under a lock, from its call until its promise or stream has ended. The
 * method then answers a promise, whatever it answered before. Arguments are named by their places: `{0.id}` is `id` of
 * the first one.
 *
 * @throws {LockKeyError} when the class is defined, for a template that can't be read; at the call, for a value that is
 * missing. Otherwise the call throws what `LockService.acquire` throws, and what the method throws, untouched.
 */
export function WithLock(
  key: KeySource,
  options: LockOptions = {},
): (target: object, propertyKey: string | symbol, descriptor: PropertyDescriptor) => void {
  const keyOf = keyFunction(key);
  checkLockOptions(options);
  return (target, propertyKey, descriptor) => {
    const owner = typeof target === 'function' ? target.name : target.constructor.name;
    const decorator = `@WithLock ${owner}.${String(propertyKey)}`;
    if (typeof target === 'function')
      throw new OptionsError(decorator, 'a static method has no injected LockService');
    expectLocks(target);
    const wrap = (method: Method): Method =>
      async function (this: unknown, ...args: never[]) {
        const lock = await locksOf(this, decorator).acquire(keyOf(args), options);
        return await holdUntilEnded(lock, () => method.apply(this, args));
      };
    wrapMethod(descriptor, wrap, decorator);
  };
}

function keyFunction(key: KeySource): (args: never[]) => string {
  if (typeof key === 'function') return (args) => checkLockKey(key(...args));
  const template = parseKeyTemplate(key);
  const wrong = template.roots.find((root) => !/^\d+$/.test(root));
  if (wrong === undefined) return (args) => template.fill(args);
  throw new LockKeyError(
    key,
    `{${wrong}…} names no argument; write {0.…} for the first one, {1.…} for the second`,
  );
}
