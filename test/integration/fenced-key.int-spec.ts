import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { getFenced, LockService, OptionsError, RedisUnavailableError, setFenced } from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';
import { twoHolders } from '../support/two-holders.js';

describe('setFenced and getFenced', () => {
  let redis: TestRedis;
  let client: Redis;
  let other: Redis;
  let apps: INestApplication[];
  let locks: LockService;
  let elsewhere: LockService;

  beforeAll(async () => {
    redis = await testRedis();
    client = new Redis(redis.url);
    other = new Redis(redis.url, { stringNumbers: true });
    const options = { connection: redis.url, keyPrefix: redis.keyPrefix };
    apps = await Promise.all([testApp(options), testApp(options)]);
    [locks, elsewhere] = apps.map((app) => app.get(LockService)) as [LockService, LockService];
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    client.disconnect();
    other.disconnect();
    await redis.stop();
  });

  const named = (name: string): string => `${redis.keyPrefix}:mine:${name}`;

  it('refuses the holder that stopped past its lease, once the next one has written', async () => {
    const key = named('late');
    const { late, newer } = await twoHolders(locks, elsewhere, 'late');
    expect(newer.fence).toBeGreaterThan(late.fence);
    expect(await setFenced(other, key, 'by the newer', newer.fence)).toBe(true);
    expect(await setFenced(client, key, 'by the late', late.fence)).toBe(false);
    expect(await getFenced(client, key)).toEqual({ value: 'by the newer', fence: newer.fence });
    expect(await getFenced(other, key)).toEqual({ value: 'by the newer', fence: newer.fence });
    expect(late.signal.aborted).toBe(true);
    await newer.release();
  });

  it('lets one holder write as often as it likes', async () => {
    const key = named('often');
    await locks.withLock('often', async ({ fence }) => {
      for (const value of ['one', 'two', '', '一']) {
        expect(await setFenced(client, key, value, fence)).toBe(true);
        expect(await getFenced(client, key)).toEqual({ value, fence });
      }
    });
  });

  it('ends with the highest fence, whatever the order in which writers at once come', async () => {
    const key = named('race');
    const fences = upTo(200).sort((a, b) => ((a * 7919) % 211) - ((b * 7919) % 211));
    await Promise.all(fences.map((n) => setFenced(n % 2 ? client : other, key, `by ${n}`, n)));
    expect(await getFenced(client, key)).toEqual({ value: 'by 200', fence: 200 });
    const { late, newer } = await twoHolders(locks, elsewhere, 'race');
    await Promise.all([
      setFenced(client, key, 'by the late', late.fence),
      setFenced(other, key, 'by the newer', newer.fence),
    ]);
    expect(await getFenced(client, key)).toEqual({ value: 'by the newer', fence: newer.fence });
    await newer.release();
  });

  it('keeps a value as a hash of value and fence under the very key, exactly', async () => {
    const key = named('exact');
    expect(await getFenced(client, key)).toBeNull();
    expect(await setFenced(client, key, 'last', Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(await setFenced(client, key, 'too late', Number.MAX_SAFE_INTEGER - 1)).toBe(false);
    expect(await client.hgetall(key)).toEqual({ value: 'last', fence: '9007199254740991' });
    expect(await getFenced(client, key)).toEqual({ value: 'last', fence: Number.MAX_SAFE_INTEGER });
  });

  it('keeps a value for its ttl, each write saying it anew; a refused one says nothing', async () => {
    const key = named('ttl');
    await setFenced(client, key, 'a day', 2, { ttl: '1d' });
    expect(await client.pttl(key)).toBeGreaterThan(23 * 3_600_000);
    await setFenced(client, key, 'refused', 1, { ttl: 1 });
    expect(await client.pttl(key)).toBeGreaterThan(23 * 3_600_000);
    await setFenced(client, key, 'for ever', 2);
    expect(await client.pttl(key)).toBe(-1);
    await setFenced(client, key, 'soon gone', 3, { ttl: 1.5 });
    await eventually('it is gone', async () => (await getFenced(client, key)) === null);
  });

  it.each([
    ['a text', (key: string) => client.set(key, 'x')],
    ['a list', (key: string) => client.rpush(key, 'x')],
    ['a hash of other fields', (key: string) => client.hset(key, 'name', 'x')],
    ['a hash without a value', (key: string) => client.hset(key, 'fence', '1')],
    ['a hash whose fence is no number', (key: string) => client.hset(key, 'value', 'x', 'fence', 'nan')],
    [
      'a hash whose fence is too high',
      (key: string) => client.hset(key, 'value', 'x', 'fence', '1'.repeat(17)),
    ],
  ])('refuses a key that holds %s, naming it, and leaves it alone', async (what, put) => {
    const key = named(what);
    await put(key);
    const before = await client.dumpBuffer(key);
    const names = { path: 'key', message: expect.stringContaining(`"${key}" holds something`) as unknown };
    for (const call of [setFenced(client, key, 'y', 5), getFenced(client, key)]) {
      await expect(call).rejects.toThrow(OptionsError);
      await expect(call).rejects.toMatchObject(names);
    }
    expect(await client.dumpBuffer(key)).toEqual(before);
  });

  it.each([
    ['client', () => setFenced({} as Redis, 'k', 'x', 1)],
    ['client', () => getFenced(undefined as unknown as Redis, 'k')],
    ['key', () => setFenced(client, '', 'x', 1)],
    ['key', () => getFenced(client, 7 as unknown as string)],
    ['value', () => setFenced(client, 'k', { a: 1 } as unknown as string, 1)],
    ['fence', () => setFenced(client, 'k', 'x', 1.5)],
    ['fence', () => setFenced(client, 'k', 'x', 2 ** 53)],
    ['fence', () => setFenced(client, 'k', 'x', undefined as unknown as number)],
    ['options.ttl', () => setFenced(client, 'k', 'x', 1, { ttl: 0 })],
    ['options.ttl', () => setFenced(client, 'k', 'x', 1, { ttl: 'soon' })],
    ['options.tll', () => setFenced(client, 'k', 'x', 1, { tll: 5 } as object)],
  ])('refuses a mistaken %s by name', async (path, call) => {
    const refused = call();
    await expect(refused).rejects.toThrow(OptionsError);
    await expect(refused).rejects.toMatchObject({ path });
  });

  it("connects a client that has not yet, and keeps to the client's own prefix", async () => {
    const keyPrefix = named('prefixed:');
    const lazy = new Redis(redis.url, { lazyConnect: true, keyPrefix });
    expect(await setFenced(lazy, 'a', 'x', 1)).toBe(true);
    expect(await getFenced(client, `${keyPrefix}a`)).toEqual({ value: 'x', fence: 1 });
    lazy.disconnect();
  });

  it('works again after the server forgot the scripts, and fails on a client that was closed', async () => {
    const own = new Redis(redis.url);
    expect(await setFenced(own, named('forgotten'), 'x', 1)).toBe(true);
    await own.script('FLUSH');
    expect(await setFenced(own, named('forgotten'), 'y', 1)).toBe(true);
    await own.quit();
    await expect(setFenced(own, named('forgotten'), 'z', 1)).rejects.toThrow(RedisUnavailableError);
  });
});
