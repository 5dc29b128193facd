import type { Cluster, Redis } from 'ioredis';
import type { Clock } from '../common/clock.js';

/** What became of the connections of a client. */
export interface Connections {
  lost: number;
  /** When one was there again after a loss, by the clock of who opened it. */
  backAt: number;
}

const counted = new WeakMap<Redis | Cluster, Connections>();

/** Counts the connections that a client loses: one listener for each client, however many apps share it. */
export function connectionsOf(client: Redis | Cluster, clock: Clock): Connections {
  const known = counted.get(client);
  if (known) return known;
  const connections = { lost: 0, backAt: -Infinity };
  client.on('close', () => connections.lost++);
  const isBack = () => (connections.backAt = clock.now());
  client.on('ready', () => {
    if (connections.lost > 0) isBack();
  });
  client.on('-node', isBack);
  counted.set(client, connections);
  return connections;
}
