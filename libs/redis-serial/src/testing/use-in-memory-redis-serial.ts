import type { FactoryProvider } from '@nestjs/common';
import type { InMemoryOptions } from './in-memory-redis.js';
import { inMemoryProviders, memoryFor } from './in-memory-providers.js';

/** The part of Nest's `TestingModuleBuilder` that is used here. */
export interface OverridesProviders {
  /** Replaces a provider. */
  overrideProvider(token: unknown): {
    /** The factory of the replacement. */
    useFactory(options: { factory: FactoryProvider['useFactory']; inject?: unknown[] }): unknown;
  };
}

/**
 * Makes an app testable that imports `RedisSerialModule` itself: its numbers and locks are in memory, and its
 * `connection` is never opened. Returns the builder that it was given.
 * @throws {OptionsError} when `now` is not a date, or is given together with a memory.
 * @example
 * const module = await useInMemoryRedisSerial(Test.createTestingModule({ imports: [AppModule] })).compile();
 */
export function useInMemoryRedisSerial<Builder extends OverridesProviders>(
  builder: Builder,
  options: InMemoryOptions = {},
): Builder {
  for (const { provide, useFactory, inject = [] } of inMemoryProviders(memoryFor(options)))
    builder.overrideProvider(provide).useFactory({ factory: useFactory, inject });
  return builder;
}
