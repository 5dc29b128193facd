import type { Redis } from 'ioredis';

/** What all keys of a server take up, in bytes: to the byte, and without what the server itself has meanwhile. */
export async function memoryOfKeys(client: Redis): Promise<number> {
  const keys = await client.keys('*');
  const sizes = await Promise.all(keys.map((key) => client.memory('USAGE', key, 'SAMPLES', 0)));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}
