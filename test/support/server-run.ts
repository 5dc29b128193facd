import type { Redis } from 'ioredis';

/** The incarnation of a server: another after each restart. */
export async function serverRunOf(client: Redis): Promise<string> {
  return /run_id:(\w+)/.exec(await client.info('server'))?.[1] ?? '';
}
