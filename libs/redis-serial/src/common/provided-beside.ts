import type { ModulesContainer } from '@nestjs/core';
import type { Dependency } from './provide.js';

/**
 * Finds a provider that is not exported, in the module that provides a service. It is for classes that Nest makes in
 * other modules of the app, such as the health indicator. An app can import the module more than once.
 * @throws {TypeError} when there is no such provider beside the service.
 */
export function providedBeside<T>(modules: ModulesContainer, service: object, wanted: Dependency<T>): T {
  for (const { providers } of modules.values()) {
    if (![...providers.values()].some(({ instance }) => instance === service)) continue;
    const found = providers.get(wanted);
    if (found) return found.instance as T;
  }
  throw new TypeError(`${service.constructor.name} was not provided by RedisSerialModule`);
}
