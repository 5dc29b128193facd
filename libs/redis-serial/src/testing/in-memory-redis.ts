import type { Redis } from 'ioredis';
import { Keyspace } from './memory/keyspace.js';
import { MemoryClient } from './memory/memory-client.js';
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

/** What stands in Redis's place in tests: numbers and locks in memory, and the clock that they go by. */
export class InMemoryRedis {
  readonly clock: TestClock;
  /** What it has in memory; for the library alone. */
  readonly keyspace: Keyspace;
  /** What the library takes for its client; for the library alone. */
  readonly client: Redis;
  private trouble: string | undefined;

  /** @throws {OptionsError} when `now` is no date. */
  constructor({ now }: InMemoryRedisOptions = {}) {
    this.clock = new TestClock(now);
    this.keyspace = new Keyspace(this.clock);
    this.client = MemoryClient.asRedis(this.keyspace.channels);
  }

  /** From now on every call fails with `RedisUnavailableError`, at once; `trouble` is what the server says. */
  fail(trouble = "OOM command not allowed when used memory > 'maxmemory'."): void {
    this.trouble = trouble;
  }

  /** From now on calls work again; nothing is lost. */
  restore(): void {
    this.trouble = undefined;
  }

  /** @throws what a server's refusal looks like, while it fails. */
  mustWork(): void {
    if (this.trouble === undefined) return;
    // What stands for an outage that may pass would be tried again for `commandTimeout`, by a clock that stands still.
    throw Object.assign(new Error(this.trouble), { name: 'ReplyError' });
  }
}
