import { Reflector } from '@nestjs/core';
import { LockKeyError } from './lock.errors.js';
import { parseKeyTemplate, type KeyTemplate } from './key-template.js';
import { checkLockOptions, type LockOptions } from './lock.options.js';

/** What `@LockKey` wrote on a handler. */
export interface LockKeyMetadata {
  readonly template: KeyTemplate;
  readonly options: LockOptions;
}

const LOCK_KEY = Reflector.createDecorator<LockKeyMetadata>();

const SOURCES = ['params', 'query', 'body', 'headers', 'user'] as const;

/**
 * Says which lock `LockInterceptor` takes for a handler: a template over the request's `params`, `query`, `body`,
 * `headers` and `user`, such as `'order:{params.id}'`. Interceptors run before pipes: the values are as they were sent.
 * @throws {LockKeyError} when the class is defined, for a template that can't be read.
 */
export function LockKey(template: string, options: LockOptions = {}): MethodDecorator {
  checkLockOptions(options);
  const parsed = parseKeyTemplate(template);
  const wrong = parsed.roots.find((root) => !SOURCES.some((source) => source === root));
  if (wrong === undefined) return LOCK_KEY({ template: parsed, options });
  throw new LockKeyError(template, `{${wrong}…} is no part of a request; known are ${SOURCES.join(', ')}`);
}

/** What `@LockKey` wrote on a handler, or `undefined` where it stands not. */
export function lockKeyOf(reflector: Reflector, handler: () => unknown): LockKeyMetadata | undefined {
  return reflector.get(LOCK_KEY, handler);
}
