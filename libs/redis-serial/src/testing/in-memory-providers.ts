import type { FactoryProvider, ValueProvider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { CLOCK } from '../common/clock.js';
import { OptionsError } from '../common/options.error.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { ScriptRunner } from '../redis/script-runner.js';
import { REDIS_SERIAL_OPTIONS, RESOLVED } from '../redis-serial.module-definition.js';
import {
  resolveRedisSerialOptions,
  type RedisSerialOptions,
  type ResolvedRedisSerialOptions,
} from '../redis-serial.options.js';
import { InMemoryRedis, serverOf, type InMemoryOptions } from './in-memory-redis.js';
import { MemoryRunner } from './memory/memory-runner.js';
import { TestClock } from './test-clock.js';

/**
 * The memory that is meant.
 * @throws {OptionsError} when `now` is no date, or stands beside a memory, which has a clock.
 */
export function memoryFor({ now, memory }: InMemoryOptions): InMemoryRedis {
  if (!memory) return new InMemoryRedis({ now });
  if (now === undefined) return memory;
  throw new OptionsError('now', 'a memory has its own clock; set that of the memory');
}

/** What a test moves and reads. */
export function controls(memory: InMemoryRedis): ValueProvider[] {
  return [
    { provide: TestClock, useValue: memory.clock },
    { provide: InMemoryRedis, useValue: memory },
  ];
}

/** What stands in the place of those few providers of `RedisSerialModule` that touch Redis or the time. */
export function inMemoryProviders(memory: InMemoryRedis): readonly FactoryProvider[] {
  return [
    { provide: CLOCK, useFactory: () => memory.clock },
    {
      provide: RESOLVED,
      useFactory: (options: RedisSerialOptions, modules: ModulesContainer) => {
        offer(modules, memory);
        return resolved(options, memory);
      },
      inject: [REDIS_SERIAL_OPTIONS, ModulesContainer],
    },
    {
      provide: ScriptRunner,
      useFactory: (connection: RedisConnection) =>
        new MemoryRunner(connection, serverOf(memory), memory.clock),
      inject: [RedisConnection],
    },
  ];
}

// Whatever the app says of its connection is not looked at: where its tests run there may be none.
function resolved(options: RedisSerialOptions, memory: InMemoryRedis): ResolvedRedisSerialOptions {
  const known = { ...options, connection: 'redis://in-memory', doctor: 'off' } as const;
  const { client } = serverOf(memory);
  return { ...resolveRedisSerialOptions(known), connection: { kind: 'client', client } };
}

// An override can't add providers, so that these are put beside what was overridden.
function offer(modules: ModulesContainer, memory: InMemoryRedis): void {
  for (const module of modules.values()) {
    if (!module.hasProvider(RESOLVED) || module.hasProvider(TestClock)) continue;
    for (const provider of controls(memory)) module.addProvider(provider);
  }
}
