import type { ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { LockService, RedisSerialModule, SerialService, type RedisSerialOptions } from 'nestjs-redis-serial';
import { InMemoryRedis, RedisSerialTestingModule } from 'nestjs-redis-serial/testing';
import { Redis } from 'ioredis';
import { eventually } from '../support/eventually.js';
import { serverIsPast } from '../support/server-time.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

/** What the conformance tests run on. */
export interface Backend {
  /** An app of its own; all apps of a back end share what is in it. */
  app(options: Omit<RedisSerialOptions, 'connection'>, metadata?: ModuleMetadata): Promise<TestingModule>;
  /** Lets time go by until a condition holds. */
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void>;
  /** Lets time go by until the server's clock is past an instant, in milliseconds since 1970. */
  past(instant: number): Promise<void>;
  stop(): Promise<void>;
}

export type OpenBackend = () => Promise<Backend>;

// No condition of these tests needs more of the clock that is moved on by hand.
const LONGEST_MS = 60_000;

export const inMemory: OpenBackend = () => {
  const memory = new InMemoryRedis({ now: '2026-06-15T12:00:00Z' });
  return Promise.resolve({
    app: (options, metadata = {}) => boot(RedisSerialTestingModule.forRoot({ ...options, memory }), metadata),
    until: async (what, holds) => {
      const last = memory.clock.now() + LONGEST_MS;
      while (!(await holds())) {
        if (memory.clock.now() > last) throw new Error(`It did not come about that ${what}`);
        await memory.clock.advance(10);
      }
    },
    past: (instant) => memory.clock.set(Math.max(memory.clock.now(), instant) + 1),
    stop: () => Promise.resolve(),
  });
};

/** Back ends on one Redis, apart by their key prefixes. */
export class RedisBackends {
  private redis: Promise<TestRedis> | undefined;
  private client: Redis | undefined;
  private opened = 0;

  readonly open: OpenBackend = async () => {
    this.redis ??= testRedis();
    const { url, keyPrefix: prefix } = await this.redis;
    const client = (this.client ??= new Redis(url));
    const keyPrefix = `${prefix}-${++this.opened}`;
    return {
      app: (options, metadata = {}) =>
        boot(RedisSerialModule.forRoot({ keyPrefix, ...options, connection: url, doctor: 'off' }), metadata),
      until: eventually,
      past: (instant) => serverIsPast(client, instant),
      stop: () => Promise.resolve(),
    };
  };

  async stop(): Promise<void> {
    this.client?.disconnect();
    await (await this.redis)?.stop();
  }
}

async function boot(
  module: ReturnType<typeof RedisSerialModule.forRoot>,
  metadata: ModuleMetadata,
): Promise<TestingModule> {
  const imports = [module, ...(metadata.imports ?? [])];
  const testing = await Test.createTestingModule({ ...metadata, imports }).compile();
  return await testing.init();
}

/** The services of two apps on one back end. */
export interface World {
  readonly backend: Backend;
  readonly locks: LockService;
  readonly serials: SerialService;
  readonly elsewhere: { readonly locks: LockService; readonly serials: SerialService };
}

/** Opens a back end with two apps for the tests of a suite, and closes them behind it. */
export function worldOf(
  open: OpenBackend,
  options: Omit<RedisSerialOptions, 'connection'> = {},
): () => World {
  let world: World;
  let apps: TestingModule[];

  beforeAll(async () => {
    const backend = await open();
    const [here, there] = [await backend.app(options), await backend.app(options)];
    apps = [here, there];
    const servicesOf = (app: TestingModule): World['elsewhere'] => ({
      locks: app.get(LockService),
      serials: app.get(SerialService),
    });
    world = { backend, ...servicesOf(here), elsewhere: servicesOf(there) };
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await world.backend.stop();
  });
  return () => world;
}
