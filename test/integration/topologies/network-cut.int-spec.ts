import { RedisProxy } from '../../support/redis-proxy.js';
import { testRedis, type TestRedis } from '../../support/test-redis.js';
import { fencesFallen, overlaps } from '../../support/topology/fences.js';
import { SeveralLoads } from '../../support/topology/several-loads.js';

describe('where the network to one Redis is cut and comes back', () => {
  let redis: TestRedis;
  let proxy: RedisProxy;
  beforeAll(async () => {
    redis = await testRedis();
    proxy = await RedisProxy.before(redis.url);
  });
  afterAll(async () => {
    await proxy.close();
    await redis.stop();
  });

  it.each(['freeze', 'loseReplies'] as const)(
    'no number comes twice and no lock has two holders after %s',
    async (cut) => {
      const loads = await SeveralLoads.start({
        options: { connection: proxy.url, keyPrefix: redis.keyPrefix, commandTimeout: 500 },
        plan: { callers: 2, lockKeys: ['a', 'b', 'c'] },
      });
      for (let times = 1; times <= 3; times++) {
        proxy[cut]();
        await loads.fail();
        proxy.heal();
        await loads.goOn();
      }
      await loads.stop();
      expect(loads.repeated).toBe(0);
      expect(overlaps(loads.holds)).toEqual([]);
      expect(fencesFallen(loads.holds)).toEqual([]);
      expect(loads.errorsBut('REDIS_UNAVAILABLE', 'LOCK_TIMEOUT')).toEqual([]);
    },
  );
});
