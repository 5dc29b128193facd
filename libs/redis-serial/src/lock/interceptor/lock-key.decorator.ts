import { Reflector } from '@nestjs/core';
import { checkPlaces, keyMaker, type KeyMaker, type KeySource } from '../keys/key-source.js';
import { resolveLockedCall, type LockedCall, type WithLockOptions } from '../with-lock/with-lock.options.js';

/** What `@LockKey` wrote on a handler. */
export interface LockKeyMetadata {
  readonly keys: KeyMaker;
  readonly call: LockedCall;
}

const LOCK_KEY = Reflector.createDecorator<LockKeyMetadata>();

// Another decorator may drop what stands on the method; what stands on the class stays.
const LOCKED_HANDLERS = Symbol.for('redis-serial:handlers with @LockKey');

const SOURCES = ['params', 'query', 'body', 'headers', 'user'] as const;

/**
 * Says which lock, or which locks, `LockInterceptor` takes for a handler: a template over the request's `params`,
 * `query`, `body`, `headers` and `user`, such as `'order:{params.id}'`, or a function of the request. Interceptors run
 * before pipes: the values are as they were sent. A function in `onBusy` gets the error and the handler's
 * `ExecutionContext.getArgs()`: the request and the response.
 * @throws {LockKeyError} when the class is defined, for a template that can't be read.
 */
export function LockKey(key: KeySource, options: WithLockOptions = {}): MethodDecorator {
  const keys = keyMaker(key);
  const call = resolveLockedCall(options);
  checkPlaces(keys, (root) =>
    SOURCES.some((source) => source === root)
      ? undefined
      : `is no part of a request; known are ${SOURCES.join(', ')}`,
  );
  return (target, propertyKey, descriptor) => {
    const { constructor } = target;
    Reflect.defineMetadata(LOCKED_HANDLERS, [...lockedHandlersOf(constructor), propertyKey], constructor);
    LOCK_KEY({ keys, call })(target, propertyKey, descriptor);
  };
}

/** What `@LockKey` wrote on a handler, or `undefined` where it stands not. */
export function lockKeyOf(reflector: Reflector, handler: () => unknown): LockKeyMetadata | undefined {
  return reflector.get(LOCK_KEY, handler);
}

/** The names of the methods of this very class on which `@LockKey` was written. */
export function lockedHandlersOf(constructor: object): readonly (string | symbol)[] {
  return (Reflect.getOwnMetadata(LOCKED_HANDLERS, constructor) as (string | symbol)[] | undefined) ?? [];
}
