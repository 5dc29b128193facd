import type { Cluster, Redis } from 'ioredis';
import type { Clock } from '../common/clock.js';

/** What is known of the connections that a client lost. */
export interface ConnectionLosses {
  readonly count: number;
  /** When one was there again, in ms of the clock of who opened it first; -Infinity where none was away. */
  readonly backAt: number;
}

const known = new WeakMap<Redis | Cluster, ConnectionLosses>();

/** Counts the connections that a client loses. It listens once for each client, however many apps share it. */
export function connectionLossesOf(client: Redis | Cluster, clock: Clock): ConnectionLosses {
  const counted = known.get(client);
  if (counted) return counted;
  const losses = { count: 0, backAt: -Infinity };
  let wasAway = false;
  const isBack = () => (losses.backAt = clock.now());
  client.on('close', () => losses.count++);
  client.on('reconnecting', () => (wasAway = true));
  client.on('connect', () => {
    if (wasAway) isBack();
  });
  // In a Cluster single nodes go, and their connections with them.
  client.on('-node', isBack);
  known.set(client, losses);
  return losses;
}
