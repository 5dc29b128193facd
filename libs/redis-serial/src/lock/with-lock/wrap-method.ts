import { OptionsError } from '../../common/options.error.js';

/** A method as a decorator finds it. */
export type Method = (this: unknown, ...args: never[]) => unknown;

/**
 * Replaces a method by a wrapper that looks the same: same name, same length, and all metadata and properties that
 * other decorators wrote on it. So routes, guards, pipes and Swagger still find what they need.
 * @throws {OptionsError} for what is not a method, such as a getter.
 */
export function wrapMethod(
  descriptor: PropertyDescriptor,
  wrap: (method: Method) => Method,
  decorator: string,
): void {
  const method = descriptor.value as Method | undefined;
  if (typeof method !== 'function') throw new OptionsError(decorator, 'it works on methods only');
  const wrapper = wrap(method);
  for (const key of Reflect.getMetadataKeys(method) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, method), wrapper);
  }
  for (const property of Reflect.ownKeys(method)) {
    const own = Object.getOwnPropertyDescriptor(method, property);
    // These include name and length. A prototype can't be redefined.
    if (own && property !== 'prototype') Object.defineProperty(wrapper, property, own);
  }
  descriptor.value = wrapper;
}
