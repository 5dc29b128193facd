import type { FactoryProvider, ValueProvider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { CLOCK } from '../common/clock.js';
import { OptionsError } from '../common/options.error.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { BEAT_EVERY } from '../redis/redis.tokens.js';
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
 * Returns the memory that the options name, or a new one.
 * @throws {OptionsError} when `now` is not a date, or is given together with a memory, which has its own clock.
 */
export function memoryFor({ now, memory }: InMemoryOptions): InMemoryRedis {
  if (!memory) return new InMemoryRedis({ now });
  if (now === undefined) return memory;
  throw new OptionsError('now', 'a memory has its own clock; set that of the memory');
}

/** The providers that tests use. */
export function controls(memory: InMemoryRedis): ValueProvider[] {
  return [
    { provide: TestClock, useValue: memory.clock },
    { provide: InMemoryRedis, useValue: memory },
  ];
}

/** Replaces the few providers of `RedisSerialModule` that touch Redis or the clock. */
export function inMemoryProviders(memory: InMemoryRedis): readonly FactoryProvider[] {
  return [
    { provide: CLOCK, useFactory: () => memory.clock },
    // Messages always arrive there, and a clock that is moved on by days must not stop each second.
    { provide: BEAT_EVERY, useFactory: () => Infinity },
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

// Ignores the app's connection options: where its tests run there may be no Redis.
function resolved(options: RedisSerialOptions, memory: InMemoryRedis): ResolvedRedisSerialOptions {
  const known = { ...options, connection: 'redis://in-memory', doctor: 'off' } as const;
  const { client } = serverOf(memory);
  return { ...resolveRedisSerialOptions(known), connection: { kind: 'client', client } };
}

// An override can't add providers, so they are added to the modules whose providers were overridden.
function offer(modules: ModulesContainer, memory: InMemoryRedis): void {
  for (const module of modules.values()) {
    if (!module.hasProvider(RESOLVED) || module.hasProvider(TestClock)) continue;
    for (const provider of controls(memory)) module.addProvider(provider);
  }
}
