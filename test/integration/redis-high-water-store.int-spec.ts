import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { RedisHighWaterStore } from 'nestjs-redis-serial';
import { upTo } from '../support/range.js';

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

  it('prunes the periods that were closed by then, with all below them, and nothing else', async () => {
    await using store = open();
    await using other = open();
    const many = upTo(1_500).map((n) => `s:2025/${n}`);
    await Promise.all(
      [...many, 's', 's:2025', 's:2026', 's:2026/a', 's:20255'].map((one) => store.raise(one, 5)),
    );
    await store.raise('closes/s:2025', 1_000);
    await store.raise('closes/s:2026', 2_000);
    await other.raise('s:2025', 5);
    await other.raise('closes/s:2025', 1_000);
    expect(await store.prune(new Date(1_000))).toBe(0);
    expect(await store.prune(new Date(1_001))).toBe(1_502);
    expect(await store.read('s:2025/7')).toBeUndefined();
    const kept = ['s', 's:2026', 's:2026/a', 's:20255', 'closes/s:2026'].map((one) => store.read(one));
    expect(await Promise.all(kept)).toEqual([5, 5, 5, 5, 2_000]);
    expect(await store.prune(new Date(1_001))).toBe(0);
    expect(await other.read('s:2025')).toBe(5);
  });

  it.each([['2026'], [undefined], [1_000], [new Date(Number.NaN)]])(
    'refuses to prune before %p',
    async (before) => {
      await using store = open();
      await expect(store.prune(before as Date)).rejects.toThrow('expected a date');
    },
  );

  it('fails where Redis is away', async () => {
    const gone = new Redis(1, { lazyConnect: true });
    await using store = new RedisHighWaterStore(gone);
    await expect(store.prune(new Date())).rejects.toThrow();
    await expect(store.claim('c', 1)).rejects.toThrow();
  });
});
