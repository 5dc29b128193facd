import type { KeySpace } from '../../redis/key-space.js';

// One script call can serve all locks of a shard. More shards spread over more nodes of a Cluster, but fewer calls
// share a script.
const SHARDS = 8;

/** The keys of one lock in Redis. */
export interface LockNames {
  /** The key as the user wrote it. */
  readonly key: string;
  readonly shard: Shard;
  readonly lock: string;
  readonly queue: string;
}

/** The locks of one slot, and the keys that they share. */
export interface Shard {
  readonly index: number;
  /** The key of the last fence. */
  readonly fences: string;
  /** The key of the set of queues that have waiters. */
  readonly queues: string;
  /** The beginning of the keys of its locks, and of their queues. */
  readonly lock: string;
  readonly queue: string;
}

/** Builds the keys of locks. */
export class LockNaming {
  /** The beginning of the channel of each process; the name of the process follows. */
  readonly wakeChannel: string;
  private readonly shards: Shard[] = [];

  constructor(private readonly keys: KeySpace) {
    this.wakeChannel = `${keys.prefix}:wake:`;
  }

  of(key: string): LockNames {
    const index = hashOf(key) % SHARDS;
    const shard = (this.shards[index] ??= this.shardAt(index));
    const name = this.keys.lastPart(key);
    return { key, shard, lock: shard.lock + name, queue: shard.queue + name };
  }

  private shardAt(index: number): Shard {
    const slot = String(index);
    return {
      index,
      fences: this.keys.key('fences', slot),
      queues: this.keys.key('queues', slot),
      lock: this.keys.inSlot('lock', slot),
      queue: this.keys.inSlot('queue', slot),
    };
  }
}

// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): short, and spreads keys that differ in the last digits.
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
