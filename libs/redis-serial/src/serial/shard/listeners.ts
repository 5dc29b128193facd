import type { Cluster, Redis } from 'ioredis';
import type { Clock } from '../../common/clock.js';
import { pause } from '../../common/pause.js';
import { listChannels } from '../../lua/shard/list-channels.script.js';
import { countListeners } from '../../lua/shard/count-listeners.script.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { ShardKeys } from './shard-keys.js';

// A server that has run for as long has been found again by every process that lives: they try twice a second. So has
// one that took another's place, when this process has been back for as long.
const FOUND_AGAIN_S = 2;
const LOOK_EVERY_MS = 50;

/** Finds out which processes listen: in a Cluster on all of its nodes. */
export class Listeners {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly connection: RedisConnection,
    private readonly keys: ShardKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * The names of all processes that listen. Those that were there before a server came up, came back empty or took
   * another's place have had the time to find it again.
   */
  async all(register: string): Promise<string[]> {
    const pattern = this.keys.channelOf('*');
    for (;;) {
      const { uptime, channels } = await this.runner.run(listChannels, { _register: register }, { pattern });
      if (uptime >= FOUND_AGAIN_S && this.connection.backForMs >= FOUND_AGAIN_S * 1000) {
        const known = this.connection.isCluster ? await this.ofAllNodes(pattern) : channels;
        return [...new Set(known)].map((channel) => channel.slice(pattern.length - 1));
      }
      await pause(this.clock, LOOK_EVERY_MS);
    }
  }

  /** How many listen to each member's own channel. */
  of(register: string, members: readonly string[]): Promise<number[]> {
    return this.countOf(
      register,
      members.map((member) => this.keys.channelOf(member)),
    );
  }

  private async ofAllNodes(pattern: string): Promise<string[]> {
    const nodes = (this.connection.client as Cluster).nodes('all');
    const listed = await Promise.all(nodes.map((node) => node.pubsub('CHANNELS', pattern)));
    return listed.flat() as string[];
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
  const counts = await node.pubsub('NUMSUB', ...channels);
  return channels.map((_, index) => Number(counts[index * 2 + 1]));
}
