import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { RedisHighWaterStore } from 'nestjs-redis-serial';
import { upTo } from '../support/range.js';

const YESTERDAY = 86_400_000;

describe('RedisHighWaterStore', () => {
  let server: RedisServer;
  let client: Redis;
  let tests = 0;

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  const open = (options = {}): RedisHighWaterStore =>
    new RedisHighWaterStore(client, { keyPrefix: `test-${++tests}`, ...options });
  /** As if all that is recorded had been so a day earlier. */
  const age = async (): Promise<void> => {
    const raisedAt = `test-${tests}:#raised-at`;
    for (const counter of await client.zrangebyscore(raisedAt, '-inf', '+inf'))
      await client.zincrby(raisedAt, -YESTERDAY, counter);
  };
  const anHourAgo = (): Date => new Date(Date.now() - 3_600_000);

  it('gives each claim numbers of its own, above what was raised', async () => {
    await using store = open();
    await using other = new RedisHighWaterStore(client, { keyPrefix: `test-${tests}` });
    expect(await store.claim('c', 5)).toBe(5);
    const claims = await Promise.all(upTo(60).map((n) => (n % 2 ? store : other).claim('c', 10)));
    expect(claims.sort((a, b) => a - b)).toEqual(upTo(60).map((n) => 5 + n * 10));
    await store.raise('c', 10_000);
    expect(await store.claim('c', 1)).toBe(10_001);
    expect(await other.read('c')).toBe(10_001);
  });

  it('answers a claim only when it is confirmed', async () => {
    await using store = open({ waitReplicas: 1, timeout: 50 });
    await expect(store.claim('c', 5)).rejects.toThrow('only 0');
    expect(await store.read('c')).toBe(5);
  });

  it('says what is no number, and does not write over it', async () => {
    await using store = open();
    await client.set(`test-${tests}:c`, 'many');
    await expect(store.claim('c', 5)).rejects.toThrow('not an integer');
    await client.set(`test-${tests}:c`, '9007199254740991');
    await expect(store.claim('c', 5)).rejects.toThrow('no whole number');
  });

  it('prunes what was not raised since, and counts it', async () => {
    await using store = open();
    const many = upTo(250).map((n) => `old ${n}`);
    await Promise.all([...many, 'raised', 'lower', 'claimed'].map((counter) => store.raise(counter, 5)));
    expect(await store.prune(anHourAgo())).toBe(0);
    await age();
    await store.raise('raised', 6);
    await store.raise('lower', 4);
    await store.claim('claimed', 1);
    expect(await store.prune(anHourAgo())).toBe(250);
    expect(await store.read('old 7')).toBeUndefined();
    expect(await Promise.all(['raised', 'lower', 'claimed'].map((one) => store.read(one)))).toEqual([
      6, 5, 6,
    ]);
    expect(await store.prune(anHourAgo())).toBe(0);
    expect(await client.keys(`test-${tests}:*`)).toHaveLength(4);
  });

  it('prunes nothing that is raised at the same time', async () => {
    await using store = open();
    for (let round = 0; round < 30; round++) {
      const counters = upTo(20).map((n) => `${round} ${n}`);
      await Promise.all(counters.map((counter) => store.raise(counter, 100)));
      await age();
      const [, ...raised] = await Promise.all([
        store.prune(anHourAgo()),
        ...counters.map((counter) => store.claim(counter, 1)),
      ]);
      // A counter that was removed before it was claimed from begins anew; one that was claimed from stays.
      const kept = await Promise.all(counters.map((counter) => store.read(counter)));
      expect(kept).toEqual(raised);
    }
  });

  it('fails where Redis is away', async () => {
    const gone = new Redis(1, { lazyConnect: true });
    await using store = new RedisHighWaterStore(gone);
    await expect(store.prune(new Date())).rejects.toThrow();
    await expect(store.claim('c', 1)).rejects.toThrow();
  });
});
