import type { FactoryProvider } from '@nestjs/common';
import type { InMemoryOptions } from './in-memory-redis.js';
import { inMemoryProviders, memoryFor } from './in-memory-providers.js';

/** What is used of Nest's `TestingModuleBuilder`. */
export interface OverridesProviders {
  /** Puts something else in a provider's place. */
  overrideProvider(token: unknown): {
    /** What that is made by. */
    useFactory(options: { factory: FactoryProvider['useFactory']; inject?: unknown[] }): unknown;
  };
}

/**
 * Lets an app be tested that imports `RedisSerialModule` itself: numbers and locks are in memory then, and its
 * `connection` is never opened. Answers the builder that was given.
 * @throws {OptionsError} when `now` is no date, or stands beside a memory.
 */
export function useInMemoryRedisSerial<Builder extends OverridesProviders>(
  builder: Builder,
  options: InMemoryOptions = {},
): Builder {
  for (const { provide, useFactory, inject = [] } of inMemoryProviders(memoryFor(options)))
    builder.overrideProvider(provide).useFactory({ factory: useFactory, inject });
  return builder;
}
