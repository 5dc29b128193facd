import { findRedisServer } from '../../libs/local-redis/dist/index.js';

/** Has the server program at hand before the workers start, so that not each of them fetches it. */
export default async function globalSetup() {
  // Whoever names a Redis may have no server program.
  if (process.env.REDIS_URL) return;
  await findRedisServer({ onProgress: (line) => process.stderr.write(`${line}\n`) });
}
