import type { Counter } from './counter.js';
import type { Entries } from './expiring.js';
import type { LockState, Want } from './lock-state.js';
import type { ReservationRecords } from './reservations.js';

/** All that a Redis has of an app, and may lose, under the keys that it would have there: plain values alone. */
export interface Dataset {
  readonly counters: Entries<Counter>;
  /** The registers and counters of shards. */
  readonly hashes: Entries<Map<string, string>>;
  /** The histories of shards. */
  readonly lists: Map<string, string[]>;
  readonly bareCounters: Map<string, number>;
  /** For each series, the incarnation of the server under which the processes were asked last what they know of it. */
  readonly censuses: Map<string, string>;
  /** What idempotency keys were given. */
  readonly replays: Entries<string>;
  /** The reservations of each counter, under their keys `pending` and `reserved`. */
  readonly reservations: Entries<ReservationRecords>;
  readonly locks: Map<string, LockState>;
  /** For each lock, the processes that wait for it. */
  readonly queues: Entries<Map<string, Want>>;
  /** For each shard, the queues of its locks. */
  readonly queuesOfShards: Map<string, Set<string>>;
  /** For each shard, the last fence. */
  readonly fences: Map<string, number>;
}

/** What a server has that never had any, or has lost it. */
export function emptyDataset(): Dataset {
  return {
    counters: new Map(),
    hashes: new Map(),
    lists: new Map(),
    bareCounters: new Map(),
    censuses: new Map(),
    replays: new Map(),
    reservations: new Map(),
    locks: new Map(),
    queues: new Map(),
    queuesOfShards: new Map(),
    fences: new Map(),
  };
}

/** The same for a replica, which goes its own way. */
export function copyOf(dataset: Dataset): Dataset {
  return structuredClone(dataset);
}
