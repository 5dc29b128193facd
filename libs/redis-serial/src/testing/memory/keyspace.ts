import { randomUUID } from 'node:crypto';
import type { Clock } from '../../common/clock.js';
import { Channels } from './channels.js';
import { Expiring } from './expiring.js';
import type { LockState, Want } from './lock-state.js';
import type { MemoryReservations } from './reservations.js';

/** A counter, as the scripts of numbers know it; without `last` it has not begun. */
export interface Counter {
  last?: number;
  floor?: number;
  /** Where a high-water store is asked. */
  ceiling?: number;
  recovery?: string;
}

/** All that a Redis would have of an app, under the keys that it would have there. */
export class Keyspace {
  readonly channels = new Channels();
  readonly counters: Expiring<Counter>;
  /** The registers and counters of shards. */
  readonly hashes: Expiring<Map<string, string>>;
  readonly lists = new Map<string, string[]>();
  /** What no other server has. */
  readonly run = randomUUID().replaceAll('-', '');
  readonly bareCounters = new Map<string, number>();
  /** What idempotency keys were given. */
  readonly replays: Expiring<string>;
  /** The reservations of each counter, under their keys `pending` and `reserved`. */
  readonly reservations: Expiring<MemoryReservations>;
  readonly locks = new Map<string, LockState>();
  /** For each lock, the processes that wait for it. */
  readonly queues: Expiring<Map<string, Want>>;
  /** For each shard, the queues of its locks. */
  readonly queuesOfShards = new Map<string, Set<string>>();
  /** For each shard, the last fence. */
  readonly fences = new Map<string, number>();
  private lastMicros = 0;

  constructor(readonly clock: Clock) {
    this.counters = new Expiring(clock);
    this.hashes = new Expiring(clock);
    this.replays = new Expiring(clock);
    this.reservations = new Expiring(clock);
    this.queues = new Expiring(clock);
  }

  /** The time in whole milliseconds since 1970, in which it stands still while the clock does. */
  get now(): number {
    return Math.floor(this.clock.wall());
  }

  /** The same as TIME says it. */
  get time(): [seconds: string, micros: string] {
    const seconds = Math.floor(this.now / 1000);
    return [String(seconds), String((this.now - seconds * 1000) * 1000)];
  }

  /**
   * In microseconds, and later than ever before though the clock stands still: who comes to a lock first has to be
   * known.
   */
  nextMicros(): number {
    this.lastMicros = Math.max(this.lastMicros + 1, this.now * 1000);
    return this.lastMicros;
  }
}
