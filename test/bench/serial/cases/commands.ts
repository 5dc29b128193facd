import type { Redis } from 'ioredis';

const DAY_SECONDS = 86_400;

/** A call that does nothing but INCR. */
export function incr(client: Redis, key: string): () => Promise<unknown> {
  return () => client.incr(key);
}

/** A call of a script that does nothing but INCR: what a script costs in any case. */
export async function scriptedIncr(client: Redis, key: string): Promise<() => Promise<unknown>> {
  const digest = String(await client.script('LOAD', "return redis.call('INCR', KEYS[1])"));
  return () => client.evalsha(digest, 1, key);
}

/** A call that counts and sets the expiry, both or neither. */
export function incrAndExpire(client: Redis, key: string): () => Promise<unknown> {
  return () => client.multi().incr(key).expire(key, DAY_SECONDS).exec();
}

/** A call that sends so many INCR at once. */
export function pipelinedIncr(client: Redis, key: string, count: number): () => Promise<unknown> {
  return () => {
    const pipeline = client.pipeline();
    for (let n = 0; n < count; n++) pipeline.incr(key);
    return pipeline.exec();
  };
}

/** Counts once and sets the expiry on each of some keys. */
export async function incrAndExpireEach(client: Redis, keys: readonly string[]): Promise<void> {
  const pipeline = client.pipeline();
  for (const key of keys) pipeline.incr(key).expire(key, DAY_SECONDS);
  await pipeline.exec();
}
