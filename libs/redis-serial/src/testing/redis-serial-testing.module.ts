import type { DynamicModule } from '@nestjs/common';
import type { ASYNC_OPTIONS_TYPE } from '../redis-serial.module-definition.js';
import { RedisSerialModule } from '../redis-serial.module.js';
import type { RedisSerialOptions } from '../redis-serial.options.js';
import { InMemoryRedis, type InMemoryOptions } from './in-memory-redis.js';
import { controls, inMemoryProviders, memoryFor } from './in-memory-providers.js';
import { TestClock } from './test-clock.js';

/** What `RedisSerialTestingModule.forRoot` takes; everything has a default. */
export interface RedisSerialTestingOptions
  extends Omit<RedisSerialOptions, 'connection' | 'doctor'>, InMemoryOptions {
  /** @defaultValue true */
  readonly isGlobal?: boolean;
}

/**
 * `RedisSerialModule` for unit tests: the same services with the same behaviour, in memory. `TestClock` and
 * `InMemoryRedis` can be had from the testing module, and injected.
 */
export class RedisSerialTestingModule extends RedisSerialModule {
  /** Connects to nothing. */
  static override forRoot({ now, memory, ...options }: RedisSerialTestingOptions = {}): DynamicModule {
    return inMemory(super.forRoot(options), memoryFor({ now, memory }));
  }

  /** Connects to nothing. */
  static override forRootAsync({
    now,
    memory,
    ...options
  }: typeof ASYNC_OPTIONS_TYPE & InMemoryOptions): DynamicModule {
    return inMemory(super.forRootAsync(options), memoryFor({ now, memory }));
  }
}

// What a dynamic module provides comes after what its class does, and takes its place.
function inMemory(definition: DynamicModule, memory: InMemoryRedis): DynamicModule {
  const { providers = [] } = definition;
  return {
    ...definition,
    providers: [...providers, ...inMemoryProviders(memory), ...controls(memory)],
    exports: [TestClock, InMemoryRedis],
  };
}
