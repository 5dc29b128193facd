import { Inject } from '@nestjs/common';
import { OptionsError } from '../common/options.error.js';
import { holdUntilEnded } from './hold-until-ended.js';
import { parseKeyTemplate } from './key-template.js';
import { checkLockKey } from './lock-key.js';
import type { LockOptions } from './lock.options.js';
import { LockKeyError } from './lock.errors.js';
import { LockService } from './lock.service.js';
import { wrapMethod } from './wrap-method.js';

/** A template over the method's arguments, `'order:{0.id}'`, or a function of them. */
export type KeySource = string | ((...args: never[]) => string);

// The name stands in Nest's own message when an app forgot the module.
const LOCKS = Symbol.for('redis-serial:LockService of RedisSerialModule');

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
  return (target, propertyKey, descriptor) => {
    const name = String(propertyKey);
    if (typeof target === 'function') {
      throw new OptionsError(
        `@WithLock ${target.name}.${name}`,
        'a static method has no injected LockService',
      );
    }
    // Property injection under a symbol works for every scope, and for two apps in one process.
    Inject(LockService)(target, LOCKS);
    wrapMethod(
      descriptor,
      (method) =>
        async function (this: unknown, ...args: never[]) {
          const locks = locksOf(this, `${target.constructor.name}.${name}`);
          const lock = await locks.acquire(keyOf(args), options);
          return await holdUntilEnded(lock, () => method.apply(this, args));
        },
    );
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

function locksOf(instance: unknown, method: string): LockService {
  const locks = (instance as Partial<Record<symbol, LockService>> | undefined)?.[LOCKS];
  if (locks) return locks;
  throw new OptionsError(
    `@WithLock ${method}`,
    'the object was not made by Nest, so that no LockService was injected',
  );
}
