import type { Cluster, Redis } from 'ioredis';
import { replyError } from '../redis/server-refusals.js';
import type { Symptom } from './finding.js';

/**
 * Looks at a client that the application passed in, which the library does not set up: whether it notices by itself
 * that its connection carries nothing any more, and that its server is no primary.
 */
export function checkClient(client: Redis | Cluster): Symptom[] {
  const wanted = client.isCluster ? wantedOfCluster(client as Cluster) : wantedOf(client as Redis);
  if (wanted.length === 0) return [];
  return [
    {
      code: 'CLIENT_OPTIONS',
      severity: 'warning',
      title: 'The client that was passed in does not notice connections that are there and do not work',
      consequence:
        'Numbers and locks: all calls fail until the connection breaks by itself, which can take a quarter of an hour, ' +
        'or for ever where it leads to a server that is no primary any more.',
      cure: `set ${wanted.join(' and ')} on the client, or pass its options in place of it`,
    },
  ];
}

function wantedOf({ options }: Redis): string[] {
  return [
    ...(options.socketTimeout === undefined ? ['socketTimeout: 5_000'] : []),
    ...(leavesReplicas(options.reconnectOnError)
      ? []
      : ["reconnectOnError: (error) => error.message.includes('READONLY')"]),
  ];
}

function wantedOfCluster({ options }: Cluster): string[] {
  return options.redisOptions?.socketTimeout === undefined ? ['redisOptions: { socketTimeout: 5_000 }'] : [];
}

function leavesReplicas(reconnectOnError: ((error: Error) => unknown) | null | undefined): boolean {
  try {
    return Boolean(reconnectOnError?.(replyError("READONLY You can't write against a read only replica.")));
  } catch {
    return false;
  }
}
