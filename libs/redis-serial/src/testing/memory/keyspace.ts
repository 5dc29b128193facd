import type { Clock } from '../../common/clock.js';
import { Channels } from './channels.js';
import { Expiring } from './expiring.js';
import type { LockState, Want } from './lock-state.js';
import type { MemoryReservations } from './reservations.js';

/** A counter, as the scripts of numbers know it. It has not begun if `last` is missing. */
export interface Counter {
  last?: number;
  floor?: number;
  /** The ceiling, where a high-water store is used. */
  ceiling?: number;
  recovery?: string;
}

/** All data that Redis would have of an app, under the same keys. */
export class Keyspace {
  readonly channels = new Channels();
  readonly counters: Expiring<Counter>;
  readonly bareCounters = new Map<string, number>();
  /** The numbers of idempotency keys. */
  readonly replays: Expiring<string>;
  /** The reservations of each counter, under both of their keys `pending` and `reserved`. */
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
    this.replays = new Expiring(clock);
    this.reservations = new Expiring(clock);
    this.queues = new Expiring(clock);
  }

  /** The time in whole milliseconds since 1970. */
  get now(): number {
    return Math.floor(this.clock.wall());
  }

  /** The time as the command TIME returns it. */
  get time(): [seconds: string, micros: string] {
    const seconds = Math.floor(this.now / 1000);
    return [String(seconds), String((this.now - seconds * 1000) * 1000)];
  }

  /**
   * The time in microseconds, later at each call even while the clock stands still: it tells who came to a lock first.
   */
  nextMicros(): number {
    this.lastMicros = Math.max(this.lastMicros + 1, this.now * 1000);
    return this.lastMicros;
  }
}
