import type { ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  LockService,
  SerialService,
  type RedisSerialModule,
  type RedisSerialOptions,
} from 'nestjs-redis-serial';

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

/** One that is the test's own, with a replica: it can lose what is in it. */
export interface LosingBackend extends Backend {
  /** All that is in it is gone. */
  lose(): Promise<unknown>;
  /** From now on the replica hears of no further write. */
  stopReplication(): Promise<void>;
  /** The replica takes over. */
  failOver(): Promise<void>;
}

export type OpenBackend<One extends Backend = Backend> = () => Promise<One>;

/** An app that has a module, and what else it is told to have. */
export async function boot(
  module: ReturnType<typeof RedisSerialModule.forRoot>,
  metadata: ModuleMetadata,
): Promise<TestingModule> {
  const imports = [module, ...(metadata.imports ?? [])];
  const testing = await Test.createTestingModule({ ...metadata, imports }).compile();
  return await testing.init();
}

/** The services of two apps on one back end. */
export interface World<One extends Backend = Backend> {
  readonly backend: One;
  readonly locks: LockService;
  readonly serials: SerialService;
  readonly elsewhere: { readonly locks: LockService; readonly serials: SerialService };
}

/** Opens a back end with two apps for the tests of a suite, and closes them behind it. */
export function worldOf<One extends Backend>(
  open: OpenBackend<One>,
  options: Omit<RedisSerialOptions, 'connection'> = {},
): () => World<One> {
  let world: World<One>;
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
