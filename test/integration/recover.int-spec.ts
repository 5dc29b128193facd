import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { defineSeries, SerialService, type HighWaterStore } from 'nestjs-redis-serial';
import { Ceilings } from '../conformance/ceilings.js';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

const OrderNo = defineSeries({ name: 'order', pattern: 'O-{store}-{seq:6}' });
const [REGISTER, HASH] = [':series:{order#0}', ':counters:{order#0}:all'];

describe('after keys were put back by hand', () => {
  let redis: TestRedis;
  let client: Redis;
  let apps: INestApplication[];
  let keyPrefix: string;

  beforeAll(async () => {
    redis = await testRedis();
    client = new Redis(redis.url);
  });
  beforeEach(() => {
    apps = [];
    keyPrefix = `${redis.keyPrefix}-${Math.random()}`;
  });
  afterEach(() => Promise.all(apps.map((app) => app.close())));
  afterAll(async () => {
    client.disconnect();
    await redis.stop();
  });

  const start = async (store?: HighWaterStore) => {
    const durability = store ? { highWater: store } : ('fenced' as const);
    const app = await testApp({
      connection: redis.url,
      keyPrefix,
      doctor: 'off',
      series: [OrderNo],
      durability,
    });
    apps.push(app);
    const serials = app.get(SerialService);
    return {
      serials,
      take: async (count = 1) => {
        const texts = await serials.nextMany(OrderNo, count, { scope: { store: 'SH' } });
        return texts.map((text) => serials.parse(OrderNo, text).value);
      },
    };
  };

  /** Takes note of the keys now; has them put back as they were when it is called. */
  const backup = async (...names: string[]): Promise<() => Promise<void>> => {
    const keys = names.map((name) => keyPrefix + name);
    const dumps = await Promise.all(keys.map((key) => client.dumpBuffer(key)));
    return async () => {
      for (const [index, key] of keys.entries()) await client.restore(key, 0, dumps[index] ?? '', 'REPLACE');
    };
  };

  /** Two processes: one that was given 1 to 5 and 7 to 10, and one that was given 6. */
  const given = async (store?: HighWaterStore, ...names: string[]) => {
    const [one, other] = [await start(store), await start(store)];
    await one.take(5);
    expect(await other.take()).toEqual([6]);
    const restore = await backup(...names);
    expect(await one.take(4)).toEqual([7, 8, 9, 10]);
    await restore();
    return { one, other };
  };

  it('numbers come again, where nobody asks those who know better', async () => {
    const { other } = await given(undefined, REGISTER, HASH);
    expect(await other.take()).toEqual([7]);
  });

  it.each([
    ['', () => undefined],
    [', with a high-water store', () => new Ceilings()],
  ])('recover() has them go on where they were%s', async (_, store) => {
    const { one, other } = await given(store(), REGISTER, HASH);
    await other.serials.recover(OrderNo);
    expect(await other.take()).toEqual([11]);
    expect(await one.take()).toEqual([12]);
    expect(await one.serials.history(OrderNo)).toMatchObject([{ kind: 'recovered', heard: 2, leftOut: 0 }]);
  });

  it('recover() asks also those that were no members then', async () => {
    const [one] = [await start()];
    await one.take(5);
    const restore = await backup(REGISTER, HASH);
    const later = await start();
    expect(await later.take(4)).toEqual([6, 7, 8, 9]);
    await restore();
    await one.serials.recover(OrderNo);
    expect(await one.take()).toEqual([10]);
  });

  it('recover() lifts what somebody set, though all that Redis has of it agrees', async () => {
    const { one, other } = await given();
    await client.hset(keyPrefix + HASH, 'SH', 3);
    await other.serials.recover(OrderNo);
    expect(await one.take()).toEqual([11]);
  });

  it.each([
    ['counters', HASH],
    ['register', REGISTER],
  ])('recover() renews the counters where only the %s were put back', async (_, name) => {
    const [one, other] = [await start(), await start()];
    const scopes = ['SH', 'BJ'].map((store) => ({ scope: { store } }));
    for (const options of scopes) await one.serials.nextMany(OrderNo, 5, options);
    await other.take();
    const restore = await backup(name);
    for (const options of scopes) await one.serials.nextMany(OrderNo, 4, options);
    await restore();
    await other.serials.recover(OrderNo);
    // What they say agrees again, whoever takes.
    const [register, hash] = await Promise.all([
      client.hget(keyPrefix + REGISTER, 'oall'),
      client.hget(keyPrefix + HASH, '#n'),
    ]);
    expect(register).toBe(hash);
    const values = await Promise.all(
      scopes.map(async (options) => (await other.serials.issue(OrderNo, options)).value),
    );
    for (const value of values) expect(value).toBeGreaterThan(9);
    expect((await other.serials.history(OrderNo)).map(({ kind }) => kind)).toContain('renewed');
  });

  it('recover() leaves out what one may have been given that is gone', async () => {
    const Silent = defineSeries({ name: 'order', pattern: 'O-{store}-{seq:6}', durability: 'none' });
    const one = await start();
    await one.take(5);
    // It does not listen, and so it can't be asked.
    const app = await testApp({ connection: redis.url, keyPrefix, doctor: 'off', series: [Silent] });
    apps.push(app);
    await app.get(SerialService).next(Silent, { scope: { store: 'SH' } });
    await one.serials.recover(OrderNo);
    const [value] = await one.take();
    const [event] = await one.serials.history(OrderNo);
    expect(event).toMatchObject({ kind: 'jumped', heard: 1, unheard: 1 });
    expect(value).toBe(7 + (event?.leftOut ?? 0));
  });
});
