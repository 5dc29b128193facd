import { Redis } from 'ioredis';
import type { RedisServer } from 'local-redis';

/** Asks one server over a connection for this once; fails at once when it does not answer. */
export async function asking<T>(server: RedisServer, ask: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(server.url, { maxRetriesPerRequest: 0, commandTimeout: 10_000 });
  // Who asks hears of it.
  client.on('error', () => undefined);
  try {
    return await ask(client);
  } finally {
    client.disconnect();
  }
}
