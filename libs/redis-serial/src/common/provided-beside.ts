import type { ModulesContainer } from '@nestjs/core';
import type { Dependency } from './provide.js';

/**
 * What the module that provides a service provides beside it and does not export: for what Nest makes in other modules
 * of the app, such as the health indicator. An app can have the module more than once.
 * @throws {TypeError} where nothing of that kind stands beside it.
 */
export function providedBeside<T>(modules: ModulesContainer, service: object, wanted: Dependency<T>): T {
  for (const { providers } of modules.values()) {
    if (![...providers.values()].some(({ instance }) => instance === service)) continue;
    const found = providers.get(wanted);
    if (found) return found.instance as T;
  }
  throw new TypeError(`${service.constructor.name} was not provided by RedisSerialModule`);
}
