import { setTimeout as pause } from 'node:timers/promises';
import { startRedisServer, type RedisServer } from 'local-redis';
import type { Redis } from 'ioredis';
import { Connections } from '../connections.js';
import type { Workbench } from '../workbench.js';

const SLOTS = 16_384;
const NODES = 3;
const LOOK_EVERY_MS = 100;
const MOST_LOOKS = 300;

/** A Cluster of three masters, and a client of each; they end with the workbench. */
export interface OpenCluster {
  readonly servers: readonly RedisServer[];
  readonly clients: readonly Redis[];
}

export async function openCluster(bench: Workbench): Promise<OpenCluster> {
  const servers: RedisServer[] = [];
  const clients: Redis[] = [];
  for (let index = 0; index < NODES; index++) {
    const server = await startRedisServer({ binary: bench.binary, args: ['--cluster-enabled', 'yes'] });
    bench.whenClosed(() => server.stop());
    const connections = new Connections(server.url);
    bench.whenClosed(() => connections[Symbol.asyncDispose]());
    const client = await connections.client();
    const [from, to] = [index, index + 1].map((part) => Math.ceil((part * SLOTS) / NODES));
    await client.cluster('ADDSLOTS', ...slotsBetween(from ?? 0, to ?? SLOTS));
    servers.push(server);
    clients.push(client);
  }
  const [first] = clients;
  for (const { host, port } of servers.slice(1)) await first?.cluster('MEET', host, port);
  for (const client of clients) await isWhole(client);
  return { servers, clients };
}

function slotsBetween(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

async function isWhole(client: Redis): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const info = await client.cluster('INFO');
    if (info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${NODES}`)) return;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error('The Cluster did not come together');
}
