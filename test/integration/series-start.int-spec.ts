import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { defineSeries, SerialService, type Series } from 'nestjs-redis-serial';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

describe('the first time that a series is used', () => {
  let redis: TestRedis;
  let client: Redis;
  let keyPrefix = '';
  let tests = 0;

  beforeAll(async () => {
    redis = await testRedis();
    client = new Redis(redis.url);
  });
  beforeEach(() => {
    keyPrefix = `${redis.keyPrefix}-${++tests}`;
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    client.disconnect();
    await redis.stop();
  });

  /** Takes a number of each in an app that knows these; answers the warnings of names. */
  async function use(all: readonly Series[], prefix = keyPrefix): Promise<string[]> {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const app = await testApp({ connection: redis.url, keyPrefix: prefix, series: [...all] });
    const at = new Date('2026-06-15T12:00:00Z');
    try {
      for (const series of all) {
        const scope = Object.fromEntries(series.variables.map((name) => [name, 'A']));
        await app.get(SerialService).next(series.name, { scope, at });
      }
      return warn.mock.calls
        .map(([text]) => String(text))
        .filter((text) => text.includes('is new, and its texts'));
    } finally {
      await app.close();
      warn.mockRestore();
    }
  }
  const of = (name: string, pattern: string, more = {}): Series => defineSeries({ name, pattern, ...more });
  const PATTERN = 'A-{shop}-{date:yyyyMMdd}-{seq:4}';

  describe('another series with the same texts', () => {
    it('is named, once, where it may be the same under another name', async () => {
      expect(await use([of('order', PATTERN)])).toEqual([]);
      const renamed = of('orders', 'A-{store}-{date:yyyyMMdd}-{seq}');
      const [warning, ...more] = await use([renamed]);
      expect(more).toEqual([]);
      expect(warning).toContain('Series "orders" is new, and its texts can be those of series "order"');
      for (const said of [PATTERN, renamed.pattern, "migrate('orders', { from: 'order' })"])
        expect(warning).toContain(said);
      expect(await use([renamed])).toEqual([]);
      expect(await use([of('order', PATTERN)])).toEqual([]);
    });

    it('is named where it has several shards', async () => {
      await use([of('order', PATTERN, { shards: 4 })]);
      expect(await use([of('orders', PATTERN)])).toHaveLength(1);
    });

    it.each([
      ['has another prefix of keys', PATTERN, true],
      ['has another literal', 'B-{shop}-{date:yyyyMMdd}-{seq:4}', false],
      ['has other digits, so that no text is of both', 'A-{shop}-{date:yyyyMMdd}-{seq:6}', false],
    ])('is not named where it %s', async (_, pattern, isElsewhere) => {
      await use([of('order', PATTERN)]);
      const prefix = isElsewhere ? `${keyPrefix}-elsewhere` : keyPrefix;
      expect(await use([of('orders', pattern)], prefix)).toEqual([]);
    });

    it('is not named where the app knows both, such as one for each tenant', async () => {
      const tenants = ['one', 'two', 'three'].map((tenant) => of(`order-${tenant}`, PATTERN));
      expect(await use(tenants)).toEqual([]);
      expect(await use([...tenants, of('order-four', PATTERN)])).toEqual([]);
    });

    it('is not named where Redis has no number of it any more', async () => {
      await use([of('order', PATTERN)]);
      await client.del(`${keyPrefix}:series:{order#0}`);
      expect(await use([of('orders', PATTERN)])).toEqual([]);
    });
  });

  describe('counters in another layout', () => {
    const refused = { code: 'OPTIONS', path: 'keyPrefix' };

    it('are not begun anew beside those of an earlier version', async () => {
      await client.hset(`${keyPrefix}:census:{order}`, 'run', 'an incarnation');
      await expect(use([of('order', PATTERN)])).rejects.toMatchObject(refused);
      await expect(use([of('order', PATTERN)])).rejects.toThrow(`${keyPrefix}:census:{order}`);
      expect(await client.exists(`${keyPrefix}:series:{order#0}`)).toBe(0);
      await client.del(`${keyPrefix}:census:{order}`);
      await use([of('order', PATTERN)]);
    });

    it('are found where they were not guarded, of a series without variables', async () => {
      const Plain = of('plain', 'P-{seq:4}');
      await client.hset(`${keyPrefix}:counter:{plain}:all`, 'last', 5);
      await expect(use([Plain])).rejects.toMatchObject(refused);
    });

    it('are those of the same series while it was gapless', async () => {
      const app = await testApp({ connection: redis.url, keyPrefix });
      const reservation = await app.get(SerialService).reserve(of('order', 'P-{seq:4}', { mode: 'gapless' }));
      await reservation.confirm();
      await app.close();
      await expect(use([of('order', 'P-{seq:4}')])).rejects.toMatchObject(refused);
    });
  });
});
