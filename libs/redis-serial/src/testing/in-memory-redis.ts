import { OptionsError } from '../common/options.error.js';
import { MemoryServer } from './memory/memory-server.js';
import { TestClock } from './test-clock.js';

/** Where the clock of an in-memory Redis stands at first. */
export interface InMemoryRedisOptions {
  /**
   * A date, or milliseconds since 1970.
   * @defaultValue '2026-01-01T00:00:00Z'
   */
  readonly now?: Date | number | string | undefined;
}

/** Where a testing module has its numbers and locks: in a memory of its own, unless it is given one. */
export interface InMemoryOptions extends InMemoryRedisOptions {
  /** Shared with other testing modules, as several instances of an app share a Redis; it has its own clock. */
  readonly memory?: InMemoryRedis | undefined;
}

const servers = new WeakMap<InMemoryRedis, MemoryServer>();

/** What stands in Redis's place in tests: numbers and locks in memory, and the clock that they go by. */
export class InMemoryRedis {
  /** What everything in it goes by. */
  readonly clock: TestClock;

  /** @throws {OptionsError} when `now` is no date. */
  constructor({ now }: InMemoryRedisOptions = {}) {
    this.clock = new TestClock(now);
    servers.set(this, new MemoryServer(this.clock));
  }

  /**
   * From now on every call fails with `RedisUnavailableError`, at once; `trouble` is what the server says. What it says
   * only for a while, such as `'LOADING Redis is loading the dataset in memory'`, is waited out as the clock moves on:
   * by who asks for a lock or gives one back, for `commandTimeout` at most.
   */
  fail(trouble = "OOM command not allowed when used memory > 'maxmemory'."): void {
    serverOf(this).trouble = trouble;
  }

  /** From now on calls work again; nothing is lost. */
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

/** What is behind it, and nobody else's business. */
export function serverOf(memory: InMemoryRedis): MemoryServer {
  const server = servers.get(memory);
  if (server) return server;
  throw new OptionsError('memory', 'expected an InMemoryRedis');
}
