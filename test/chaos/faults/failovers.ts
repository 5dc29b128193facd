import { startRedisServer } from 'local-redis';
import { eventually } from '../../support/eventually.js';
import { RedisProxy } from '../../support/redis-proxy.js';
import { asking } from '../../support/topology/asking.js';
import { Standalone } from '../standalone.js';
import type { Fault } from './fault.js';

/** The server dies, and a replica that is so far behind takes its place. */
function failover(name: string, behindMs: number): Fault {
  return {
    name,
    open: async () => {
      const standalone = await Standalone.start(['--repl-diskless-sync-delay', '0']);
      const line = await RedisProxy.before(standalone.server.url);
      const replica = await startRedisServer({
        args: ['--replicaof', '127.0.0.1', new URL(line.url).port],
      });
      await eventually('the replica is in step', async () =>
        (await asking(replica, (client) => client.info('replication'))).includes('master_link_status:up'),
      );
      line.delay(behindMs);
      return {
        connection: standalone.connection,
        strike: async () => {
          await eventually('the replica has heard of some numbers', () =>
            asking(replica, async (client) => (await client.dbsize()) > 0),
          );
          await standalone.server.kill();
          await asking(replica, (client) => client.replicaof('NO', 'ONE'));
          standalone.promote(replica);
        },
        close: async () => {
          await standalone.close();
          await line.close();
          await replica.stop();
        },
      };
    },
  };
}

export const FAILOVERS: readonly Fault[] = [
  failover('failover, in step', 0),
  failover('failover, 100 ms behind', 100),
  failover('failover, 1 s behind', 1_000),
];
