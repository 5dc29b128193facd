import { setTimeout as pause } from 'node:timers/promises';
import { startRedisServer, type RedisServer } from 'local-redis';
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

const BEHIND_MS = 1_000;
const ON_THE_OTHER_MS = 1_500;

/** The replica takes over, far behind; the former master follows it, as far behind, and takes over again. */
const failoverAndBack: Fault = {
  name: 'failover and back, 1 s behind',
  open: async () => {
    const standalone = await Standalone.start(['--repl-diskless-sync-delay', '0']);
    const master = standalone.server;
    const replica = await startRedisServer({ args: ['--repl-diskless-sync-delay', '0'] });
    const lines = await Promise.all([RedisProxy.before(master.url), RedisProxy.before(replica.url)]);
    const [there, back] = lines;
    await follow(replica, there);
    return {
      connection: standalone.connection,
      strike: async () => {
        await asking(replica, (client) => client.replicaof('NO', 'ONE'));
        standalone.promote(replica);
        await follow(master, back);
        await pause(ON_THE_OTHER_MS);
        await asking(master, (client) => client.replicaof('NO', 'ONE'));
        standalone.promote(master);
      },
      close: async () => {
        await standalone.close();
        await Promise.all(lines.map((line) => line.close()));
        await replica.stop();
      },
    };
  },
};

async function follow(replica: RedisServer, line: RedisProxy): Promise<void> {
  await asking(replica, (client) => client.replicaof('127.0.0.1', Number(new URL(line.url).port)));
  await eventually('the replica is in step', async () =>
    (await asking(replica, (client) => client.info('replication'))).includes('master_link_status:up'),
  );
  line.delay(BEHIND_MS);
}

export const FAILOVERS: readonly Fault[] = [
  failoverAndBack,
  failover('failover, in step', 0),
  failover('failover, 100 ms behind', 100),
  failover('failover, 1 s behind', BEHIND_MS),
];
