/** A method as a decorator finds it. */
export type Method = (this: unknown, ...args: never[]) => unknown;

/**
 * Puts a wrapper in a method's place that nobody can tell from it: same name, same length, all metadata, so that
 * routes, guards, pipes, Swagger and whatever else other decorators wrote on it is still found.
 */
export function wrapMethod(descriptor: PropertyDescriptor, wrap: (method: Method) => Method): void {
  const method = descriptor.value as Method;
  const wrapper = wrap(method);
  for (const key of Reflect.getMetadataKeys(method) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, method), wrapper);
  }
  Object.defineProperty(wrapper, 'name', { value: method.name, configurable: true });
  Object.defineProperty(wrapper, 'length', { value: method.length, configurable: true });
  descriptor.value = wrapper;
}
