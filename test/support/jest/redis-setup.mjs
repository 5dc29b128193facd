import { findRedisServer, RedisServerNotFoundError } from '../../../libs/local-redis/dist/index.js';

/**
 * Has the server program at hand before the workers start, so that not each of them fetches it. Without one nothing
 * runs: one line says so instead of each file.
 */
export default async function globalSetup() {
  try {
    await findRedisServer({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  } catch (error) {
    if (!(error instanceof RedisServerNotFoundError)) throw error;
    const { tried, advice } = error;
    process.stderr.write(
      `The tests start Redis servers of their own, and no server was found: ${tried.join('; ')}. ${advice}.\n`,
    );
    process.exit(1);
  }
}
