import { OptionsError } from '../common/options.error.js';
import { MemoryServer } from './memory/memory-server.js';
import { TestClock } from './test-clock.js';

/** The options of an in-memory Redis. */
export interface InMemoryRedisOptions {
  /**
   * Where its clock begins: a date, or milliseconds since 1970.
   * @defaultValue '2026-01-01T00:00:00Z'
   */
  readonly now?: Date | number | string | undefined;
}

/** Where a testing module keeps its numbers and locks: in the given memory, else in its own. */
export interface InMemoryOptions extends InMemoryRedisOptions {
  /** Shared with other testing modules, as instances of an app share a Redis. It has its own clock. */
  readonly memory?: InMemoryRedis | undefined;
}

const servers = new WeakMap<InMemoryRedis, MemoryServer>();

/**
 * Replaces Redis in tests: keeps numbers and locks in memory, and has the clock that they use.
 * @example
 * const memory = new InMemoryRedis({ now: '2026-06-15' });
 * RedisSerialTestingModule.forRoot({ memory }); // in two testing modules: two instances on one Redis
 * memory.fail(); // until memory.restore(), every call fails with RedisUnavailableError
 */
export class InMemoryRedis {
  /** The clock of everything in it. */
  readonly clock: TestClock;

  /** @throws {OptionsError} when `now` is not a date. */
  constructor({ now }: InMemoryRedisOptions = {}) {
    this.clock = new TestClock(now);
    servers.set(this, new MemoryServer(this.clock));
  }

  /**
   * Makes every call fail at once with `RedisUnavailableError`, until `restore()`. `trouble` is the server's error
   * message. Some errors last only for a while, such as `'LOADING Redis is loading the dataset in memory'`: calls that
   * acquire or release a lock are then tried again as the clock moves on, for `commandTimeout` at most.
   */
  fail(trouble = 'ERR the test said so'): void {
    serverOf(this).trouble = trouble;
  }

  /** Makes calls work again; nothing is lost. */
  restore(): void {
    serverOf(this).trouble = undefined;
  }

  /**
   * Everything in it is gone: numbers, reservations, idempotency keys, locks and who waits for them. The connections
   * stay, and nobody is told, as by FLUSHALL; for what is compared with the server's `run_id` it is another server, as
   * one that came back empty.
   */
  lose(): void {
    serverOf(this).lose();
  }

  /** From now on the replica hears of no further write, until `failOver()`. */
  stopReplication(): void {
    serverOf(this).stopReplication();
  }

  /**
   * The replica takes over, with another `run_id`: what was written since `stopReplication()` is gone, and nothing
   * without it. All connections break and are there again at once. From then on there is another replica that hears of
   * everything.
   */
  failOver(): void {
    serverOf(this).failOver();
  }
}

/** Returns the server behind it, which is not part of the public API. */
export function serverOf(memory: InMemoryRedis): MemoryServer {
  const server = servers.get(memory);
  if (server) return server;
  throw new OptionsError('memory', 'expected an InMemoryRedis');
}
