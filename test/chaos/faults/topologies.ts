import { setTimeout as pause } from 'node:timers/promises';
import { findRedisServer, RedisServerNotFoundError } from 'local-redis';
import { RedisCluster } from '../../support/topology/redis-cluster.js';
import { SentinelGroup } from '../../support/topology/sentinel-group.js';
import type { Fault, Stage } from './fault.js';

const BEHIND_MS = 1_000;
// All keys of the series have this tag.
const TAG = '{order#0}';

async function withoutValkey(): Promise<string | undefined> {
  return await findRedisServer({ engine: 'valkey' }).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof RedisServerNotFoundError) return error.message;
      throw error;
    },
  );
}

/** A master dies whose replicas are behind, and the servers themselves promote one of them. */
export const TOPOLOGIES: readonly Fault[] = [
  {
    name: 'Cluster, replica 1 s behind',
    open: async (): Promise<Stage> => {
      const cluster = await RedisCluster.start();
      return {
        connection: cluster.connection,
        strike: async () => {
          const master = await cluster.masterOf(TAG);
          await cluster.leaveBehind(master);
          await pause(BEHIND_MS);
          await cluster.failOver(master);
        },
        close: () => cluster.stop(),
      };
    },
  },
  {
    name: 'Sentinel, Valkey, 1 s behind',
    missing: withoutValkey,
    open: async (): Promise<Stage> => {
      const group = await SentinelGroup.start('numbers', 'valkey');
      return {
        connection: group.connection,
        strike: async () => {
          await group.leaveBehind();
          await pause(BEHIND_MS);
          await group.failOver();
        },
        close: () => group.stop(),
      };
    },
  },
];
