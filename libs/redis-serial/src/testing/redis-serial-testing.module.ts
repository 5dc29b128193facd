import type { DynamicModule } from '@nestjs/common';
import type { ASYNC_OPTIONS_TYPE } from '../redis-serial.module-definition.js';
import { RedisSerialModule } from '../redis-serial.module.js';
import type { RedisSerialOptions } from '../redis-serial.options.js';
import { InMemoryRedis, type InMemoryOptions } from './in-memory-redis.js';
import { controls, inMemoryProviders, memoryFor } from './in-memory-providers.js';
import { TestClock } from './test-clock.js';

/** Options of `RedisSerialTestingModule.forRoot`; each has a default. */
export interface RedisSerialTestingOptions
  extends Omit<RedisSerialOptions, 'connection' | 'doctor'>, InMemoryOptions {
  /** @defaultValue true */
  readonly isGlobal?: boolean;
}

/**
 * `RedisSerialModule` for unit tests: the same services with the same behaviour, in memory. It also provides
 * `TestClock` and `InMemoryRedis`.
 * @example
 * const module = await Test.createTestingModule({
 *   imports: [RedisSerialTestingModule.forRoot({ series: [InvoiceNo], now: '2026-01-31T23:59:30Z' })],
 * }).compile();
 * await module.get(TestClock).advance('1m');
 */
export class RedisSerialTestingModule extends RedisSerialModule {
  /** Provides the services in memory, and connects to nothing. */
  static override forRoot({ now, memory, ...options }: RedisSerialTestingOptions = {}): DynamicModule {
    return inMemory(super.forRoot(options), memoryFor({ now, memory }));
  }

  /** Provides the services in memory, and connects to nothing. */
  static override forRootAsync({
    now,
    memory,
    ...options
  }: typeof ASYNC_OPTIONS_TYPE & InMemoryOptions): DynamicModule {
    return inMemory(super.forRootAsync(options), memoryFor({ now, memory }));
  }
}

// Later providers replace earlier ones with the same token.
function inMemory(definition: DynamicModule, memory: InMemoryRedis): DynamicModule {
  const { providers = [] } = definition;
  return {
    ...definition,
    providers: [...providers, ...inMemoryProviders(memory), ...controls(memory)],
    exports: [TestClock, InMemoryRedis],
  };
}
