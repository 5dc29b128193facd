import type { INestApplication } from '@nestjs/common';
import { defineSeries, RedisUnavailableError, SerialService, type SerialOptions } from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { upTo } from '../support/range.js';
import { RedisProxy } from '../support/redis-proxy.js';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

describe.each(['strict', 'buffered'] as const)(
  'when replies are lost after the server did the work (%s)',
  (mode) => {
    const Order = defineSeries({ name: `order-${mode}`, pattern: '{seq:6}', mode, buffer: { size: 5 } });
    let redis: TestRedis;
    let proxy: RedisProxy;
    let app: INestApplication;
    let serials: SerialService;
    let tests = 0;

    beforeAll(async () => {
      redis = await testRedis();
      proxy = await RedisProxy.before(redis.url);
    });
    afterAll(async () => {
      await proxy.close();
      await redis.stop();
    });
    beforeEach(async () => {
      const keyPrefix = `${redis.keyPrefix}-${++tests}`;
      app = await testApp({ connection: proxy.url, keyPrefix, commandTimeout: 2_000 });
      serials = app.get(SerialService);
      await serials.next(Order);
    });
    afterEach(() => app.close());

    const nextOrNot = async (options?: SerialOptions): Promise<string | undefined> => {
      try {
        return await serials.next(Order, options);
      } catch (error) {
        if (error instanceof RedisUnavailableError) return undefined;
        throw error;
      }
    };
    const isUp = async (): Promise<boolean> => (await nextOrNot()) !== undefined;

    it('numbers are left out, and none comes twice', async () => {
      const given: string[] = [];
      for (const round of upTo(6)) {
        if (round % 2 === 0) proxy.loseReplies();
        const texts = await Promise.all(upTo(20).map(() => nextOrNot()));
        given.push(...texts.filter((text) => text !== undefined));
        proxy.heal();
        await eventually('numbers are given again', isUp);
      }
      expect(given.length).toBeGreaterThanOrEqual(60);
      expect(new Set(given).size).toBe(given.length);
      expect(given).toEqual([...given].sort());
    });

    it('a call that is repeated with its idempotency key gets the number it had been given', async () => {
      proxy.loseReplies();
      expect(await nextOrNot({ idempotencyKey: 'sale 1' })).toBeUndefined();
      proxy.heal();
      await eventually('numbers are given again', isUp);
      const again = await serials.issue(Order, { idempotencyKey: 'sale 1' });
      const once = await serials.issue(Order, { idempotencyKey: 'sale 1' });
      expect(once).toMatchObject({ text: again.text, replayed: true });
      // The server had done its work the first time, and kept it.
      expect(again.replayed).toBe(true);
    });
  },
);
