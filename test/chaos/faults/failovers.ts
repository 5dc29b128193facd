import { setTimeout as pause } from 'node:timers/promises';
import { startRedisServer, type RedisServer } from 'local-redis';
import { RedisProxy } from '../../support/redis-proxy.js';
import { ask, Stage } from '../stage.js';
import type { Fault } from './fault.js';

const replicas = new WeakMap<Stage, RedisServer>();

/** The server dies, and a replica that is so far behind takes its place. */
function failover(name: string, behindMs: number): Fault {
  return {
    name,
    open: async () => {
      const stage = await Stage.open([]);
      const line = await RedisProxy.before(stage.primary.url);
      const replica = await startRedisServer({
        args: ['--replicaof', '127.0.0.1', new URL(line.url).port, '--repl-diskless-sync-delay', '0'],
      });
      stage.onClose(() => replica.stop());
      stage.onClose(() => line.close());
      while (!String(await ask(replica, 'INFO', 'replication')).includes('master_link_status:up'))
        await pause(20);
      line.delay(behindMs);
      replicas.set(stage, replica);
      return stage;
    },
    strike: async (stage) => {
      const replica = replicas.get(stage);
      if (!replica) throw new Error('There is no replica');
      await stage.primary.kill();
      await ask(replica, 'REPLICAOF', 'NO', 'ONE');
      stage.promote(replica);
    },
  };
}

export const FAILOVERS: readonly Fault[] = [
  failover('failover, in step', 0),
  failover('failover, 100 ms behind', 100),
  failover('failover, 1 s behind', 1_000),
];
