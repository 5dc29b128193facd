import type { Cluster, Redis } from 'ioredis';
import { countListeners } from '../../lua/shard/count-listeners.script.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { ShardKeys } from './shard-keys.js';

/** Counts the processes that listen to a channel: in a Cluster on all of its nodes. */
export class ListenerCounts {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly connection: RedisConnection,
    private readonly keys: ShardKeys,
  ) {}

  /** How many listen to the channel of all; `heard` is what the server said that told them. */
  async ofAll(register: string, heard: number): Promise<number> {
    if (!this.connection.isCluster) return heard;
    const [count = 0] = await this.countOf(register, [this.keys.channel]);
    return count;
  }

  /** How many listen to each member's own channel. */
  of(register: string, members: readonly string[]): Promise<number[]> {
    return this.countOf(
      register,
      members.map((member) => this.keys.channelOf(member)),
    );
  }

  private async countOf(register: string, channels: readonly string[]): Promise<number[]> {
    if (!this.connection.isCluster)
      return await this.runner.run(countListeners, { _register: register }, { channels });
    const nodes = (this.connection.client as Cluster).nodes('all');
    const counted = await Promise.all(nodes.map((node) => countedBy(node, channels)));
    return channels.map((_, index) => counted.reduce((sum, counts) => sum + (counts[index] ?? 0), 0));
  }
}

async function countedBy(node: Redis, channels: readonly string[]): Promise<number[]> {
  const counts = (await node.pubsub('NUMSUB', ...channels)) as unknown[];
  return channels.map((_, index) => Number(counts[index * 2 + 1]));
}
