import { localRedis } from '../../../libs/local-redis/dist/index.js';

let redis;

/**
 * Starts it for the first who asks, and anew when somebody has killed it. It ends with the worker, however that ends.
 */
export async function workerRedis() {
  const known = (redis ??= localRedis());
  const { url, server } = await known;
  if (server === undefined || server.running) return url;
  if (redis === known) redis = undefined;
  return await workerRedis();
}
