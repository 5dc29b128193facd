import { localPostgres, type LocalPostgres } from 'local-postgres';
import { localRedis, type LocalRedis } from 'local-redis';

/** A Redis and a PostgreSQL to work with. */
export interface LocalServers {
  readonly redis: LocalRedis;
  readonly postgres: LocalPostgres;
  stop(): Promise<void>;
}

/**
 * Uses the servers at REDIS_URL and DATABASE_URL. Otherwise starts its own, which end with this process, and says so
 * since that takes a while.
 */
export async function localServers(): Promise<LocalServers> {
  const { REDIS_URL, DATABASE_URL } = process.env;
  const own = [...(REDIS_URL ? [] : ['a Redis']), ...(DATABASE_URL ? [] : ['a PostgreSQL'])];
  if (own.length > 0) say(`Starting ${own.join(' and ')} of its own …`);
  const redis = await localRedis({ onProgress: say });
  try {
    const postgres = await localPostgres();
    const stop = async (): Promise<void> => {
      await postgres.stop();
      await redis.stop();
    };
    return { redis, postgres, stop };
  } catch (error) {
    await redis.stop();
    throw error;
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
