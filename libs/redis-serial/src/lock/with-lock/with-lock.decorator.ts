import { OptionsError } from '../../common/options.error.js';
import { holdUntilEnded } from '../holding/hold-until-ended.js';
import { checkPlaces, keyMaker, type KeyMaker, type KeySource } from '../keys/key-source.js';
import type { Lock } from '../lock.js';
import type { LockOptions } from '../lock.options.js';
import { expectLocks, locksOf } from './lock-injection.js';
import { signalIn } from './signal-in-arguments.js';
import { resolveLockedCall, type WithLockOptions } from './with-lock.options.js';
import { wrapMethod, type Method } from './wrap-method.js';

/**
 * Runs a method of a provider or controller under a lock, or under several, from its call until its promise or stream
 * has ended. The method then returns a promise, whatever it returned before. The key names arguments by their places:
 * `{0.id}` is `id` of the first one.
 *
 * Write it above a decorator that opens a transaction; below, the lock is released before the commit.
 *
 * The call throws what `LockService.acquire` throws, and what the method throws, unchanged.
 * @throws {LockKeyError} when the class is defined, for a template that can't be read; at the call, for a missing
 * value.
 * @example
 * ```ts
 * @WithLock('order:{0.id}', { wait: '2s' })
 * async pay(order: Order): Promise<void> {}
 * ```
 */
export function WithLock(
  key: KeySource,
  options: WithLockOptions = {},
): (target: object, propertyKey: string | symbol, descriptor: PropertyDescriptor) => void {
  const keys = keyMaker(key);
  const call = resolveLockedCall(options);
  return (target, propertyKey, descriptor) => {
    const owner = typeof target === 'function' ? target.name : target.constructor.name;
    const decorator = `@WithLock ${owner}.${String(propertyKey)}`;
    if (typeof target === 'function')
      throw new OptionsError(decorator, 'a static method has no injected LockService');
    checkArguments(keys, target, propertyKey, descriptor.value as Method | undefined);
    expectLocks(target);
    const wrap = (method: Method): Method =>
      async function (this: unknown, ...args: never[]) {
        const locks = locksOf(this, decorator);
        let lock: Lock;
        try {
          lock = await locks.acquire(keys.keysOf(args, args), withSignal(call.lock, args));
        } catch (error) {
          return call.instead(error, args);
        }
        return await holdUntilEnded(locks, lock, () => method.apply(this, args));
      };
    wrapMethod(descriptor, wrap, decorator);
  };
}

// Whoever left waits no longer.
function withSignal(options: LockOptions, args: readonly unknown[]): LockOptions {
  const found = options.signal ? undefined : signalIn(args);
  return found ? { ...options, signal: found } : options;
}

function checkArguments(
  keys: KeyMaker,
  target: object,
  propertyKey: string | symbol,
  method: Method | undefined,
): void {
  const declared: unknown = Reflect.getMetadata('design:paramtypes', target, propertyKey);
  const count = method?.length ?? 0;
  // The length is only known to be right when it agrees with the metadata: default and rest parameters do not count in
  // it.
  const known = Array.isArray(declared) && declared.length === count;
  checkPlaces(keys, (root) => {
    if (!/^\d+$/.test(root))
      return 'does not name an argument; write {0.…} for the first one, {1.…} for the second';
    if (!known || Number(root) < count) return undefined;
    return `is missing: ${String(propertyKey)}() has ${count} argument${count === 1 ? '' : 's'}`;
  });
}
