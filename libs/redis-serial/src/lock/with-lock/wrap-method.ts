import { OptionsError } from '../../common/options.error.js';

/** A method as a decorator finds it. */
export type Method = (this: unknown, ...args: never[]) => unknown;

/**
 * Puts a wrapper in a method's place that nobody can tell from it: same name, same length, all metadata and whatever
 * else other decorators wrote on it, so that routes, guards, pipes and Swagger still find it.
 * @throws {OptionsError} for what is no method, such as a getter.
 */
export function wrapMethod(
  descriptor: PropertyDescriptor,
  wrap: (method: Method) => Method,
  decorator: string,
): void {
  const method = descriptor.value as Method | undefined;
  if (typeof method !== 'function') throw new OptionsError(decorator, 'stands on what is no method');
  const wrapper = wrap(method);
  for (const key of Reflect.getMetadataKeys(method) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, method), wrapper);
  }
  for (const property of Reflect.ownKeys(method)) {
    const own = Object.getOwnPropertyDescriptor(method, property);
    // Name and length are among them; a prototype can't be redefined.
    if (own && property !== 'prototype') Object.defineProperty(wrapper, property, own);
  }
  descriptor.value = wrapper;
}
