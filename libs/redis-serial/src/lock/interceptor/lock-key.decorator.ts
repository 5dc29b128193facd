import { Reflector } from '@nestjs/core';
import { checkPlaces, keyMaker, type KeyMaker, type KeySource } from '../keys/key-source.js';
import { resolveLockedCall, type LockedCall, type WithLockOptions } from '../with-lock/with-lock.options.js';

/** The metadata that `@LockKey` writes on a handler. */
export interface LockKeyMetadata {
  readonly keys: KeyMaker;
  readonly call: LockedCall;
}

const LOCK_KEY = Reflector.createDecorator<LockKeyMetadata>();

// Kept on the class, since another decorator may drop the metadata of the method.
const LOCKED_HANDLERS = Symbol.for('redis-serial:handlers with @LockKey');

const SOURCES = ['params', 'query', 'body', 'headers', 'user'] as const;

/**
 * Sets which lock or locks `LockInterceptor` takes for a handler. The key is a template over the request's `params`,
 * `query`, `body`, `headers` and `user`, such as `'order:{params.id}'`, or a function of the request. Interceptors run
 * before pipes, so the values are those that the client sent. A function in `onBusy` gets the error and the handler's
 * `ExecutionContext.getArgs()`: the request and the response.
 * @throws {LockKeyError} when the class is defined, for a template that can't be read.
 * @example
 * ```ts
 * @Post(':id/pay')
 * @LockKey('order:{params.id}', { wait: '2s' })
 * @UseInterceptors(LockInterceptor)
 * pay(@Param('id') id: string) {}
 * ```
 */
export function LockKey(key: KeySource, options: WithLockOptions = {}): MethodDecorator {
  const keys = keyMaker(key);
  const call = resolveLockedCall(options);
  checkPlaces(keys, (root) =>
    SOURCES.some((source) => source === root)
      ? undefined
      : `is not a part of a request; known are ${SOURCES.join(', ')}`,
  );
  return (target, propertyKey, descriptor) => {
    const { constructor } = target;
    Reflect.defineMetadata(LOCKED_HANDLERS, [...lockedHandlersOf(constructor), propertyKey], constructor);
    LOCK_KEY({ keys, call })(target, propertyKey, descriptor);
  };
}

/** Reads the metadata of `@LockKey` on a handler; `undefined` when there is none. */
export function lockKeyOf(reflector: Reflector, handler: () => unknown): LockKeyMetadata | undefined {
  return reflector.get(LOCK_KEY, handler);
}

/** The names of the methods with `@LockKey` in this class, without those of its superclasses. */
export function lockedHandlersOf(constructor: object): readonly (string | symbol)[] {
  return (Reflect.getOwnMetadata(LOCKED_HANDLERS, constructor) as (string | symbol)[] | undefined) ?? [];
}
