import { localPostgres, type LocalPostgres } from 'local-postgres';
import { localRedis, type LocalRedis } from 'local-redis';

/** A Redis and a PostgreSQL to work with. */
export interface LocalServers {
  readonly redis: LocalRedis;
  readonly postgres: LocalPostgres;
  stop(): Promise<void>;
}

/** Those at REDIS_URL and DATABASE_URL, else ones of this process, which end with it. */
export async function localServers(): Promise<LocalServers> {
  const redis = await localRedis({ onProgress: (line) => process.stderr.write(`${line}\n`) });
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
