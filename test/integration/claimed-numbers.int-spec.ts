import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { defineSeries, RedisHighWaterStore, SerialService } from 'nestjs-redis-serial';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';

const MODES = ['strict', 'buffered'] as const;

describe('numbers with a store that can claim, where scripts may not call INFO', () => {
  let server: RedisServer;
  let kept: RedisServer;
  let client: Redis;
  let keptClient: Redis;
  let apps: INestApplication[];
  let stores: RedisHighWaterStore[];
  let tests = 0;

  beforeAll(async () => {
    [server, kept] = await Promise.all([startRedisServer(), startRedisServer()]);
    [client, keptClient] = [new Redis(server.url), new Redis(kept.url)];
    await client.call('ACL', 'SETUSER', 'blind', 'on', '>secret', '~*', '&*', '+@all', '-info');
  });
  afterAll(async () => {
    client.disconnect();
    keptClient.disconnect();
    await Promise.all([server.stop(), kept.stop()]);
  });
  beforeEach(() => {
    [apps, stores] = [[], []];
    tests++;
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    for (const store of stores) store.close();
  });

  const seriesOf = (mode: (typeof MODES)[number] = 'strict') =>
    defineSeries({ name: 'order', pattern: '{shop}-{seq:4}', mode, buffer: { size: 10 }, start: 3, step: 2 });
  async function open({ sees = false, fenced = false } = {}): Promise<SerialService> {
    const store = new RedisHighWaterStore(keptClient, { keyPrefix: `ceilings-${tests}` });
    stores.push(store);
    const connection = sees ? server.url : server.url.replace('redis://', 'redis://blind:secret@');
    const durability = fenced ? ('fenced' as const) : { highWater: store };
    const app = await testApp({ connection, keyPrefix: `test-${tests}`, durability });
    apps.push(app);
    return app.get(SerialService);
  }
  const loseAll = async (): Promise<void> => {
    await client.del(await client.keys(`test-${tests}:*`));
  };

  it.each(MODES)('come once, of several processes, whatever Redis loses: %s', async (mode) => {
    const Order = seriesOf(mode);
    const take = (serials: SerialService, shop: string) =>
      Promise.all(upTo(40).map(() => serials.next(Order, { scope: { shop } })));
    const [one, two] = [await open(), await open()];
    const given = [...(await take(one, 'A')), ...(await take(two, 'A')), ...(await take(two, 'B'))];
    expect(given[0]).toBe('A-0003');
    expect(given.find((text) => text.startsWith('B'))).toBe('B-0003');
    await loseAll();
    given.push(...(await take(one, 'A')), ...(await take(await open(), 'B')));
    expect(new Set(given).size).toBe(given.length);
  });

  it('keep idempotency keys, peek, advance and end as others do', async () => {
    const Order = seriesOf();
    const serials = await open();
    const scope = { shop: 'A' };
    expect(await serials.peek(Order, { scope })).toMatchObject({ value: 1, next: 'A-0003' });
    expect(await serials.next(Order, { scope, idempotencyKey: 'a' })).toBe('A-0003');
    expect(await serials.next(Order, { scope, idempotencyKey: 'a' })).toBe('A-0003');
    expect(await serials.advanceTo(Order, 100, { scope })).toBe(100);
    expect(await serials.nextMany(Order, 3, { scope })).toEqual(['A-0101', 'A-0103', 'A-0105']);
    expect(await serials.peek(Order, { scope })).toMatchObject({ value: 105, next: 'A-0107' });
    await serials.advanceTo(Order, 9_997, { scope });
    expect(await serials.next(Order, { scope })).toBe('A-9999');
    await expect(serials.next(Order, { scope })).rejects.toMatchObject({ code: 'SERIES_EXHAUSTED' });
    await expect(serials.next(Order, { scope })).rejects.toMatchObject({ code: 'SERIES_EXHAUSTED' });
  });

  it('are answered again as they were, however the series was edited since', async () => {
    const edited = defineSeries({ name: 'order', pattern: 'NEW/{till}/{seq:6}', start: 3, step: 2 });
    const options = { idempotencyKey: 'kept' };
    const given = await (await open()).issue(seriesOf(), { scope: { shop: 'A' }, ...options });
    const again = await (await open()).issue(edited, { scope: { till: 'A' }, ...options });
    expect(again).toEqual({ ...given, replayed: true });
  });

  it('are refused where the series was edited so that numbers could repeat', async () => {
    await (await open()).next(seriesOf(), { scope: { shop: 'A' } });
    const edited = defineSeries({ name: 'order', pattern: 'A-{seq:4}', start: 3, step: 2 });
    const call = (await open()).next(edited);
    await expect(call).rejects.toMatchObject({ code: 'SERIES_CHANGED' });
  });

  it('go on where they stand after another start and step', async () => {
    const scope = { shop: 'A' };
    const take = async (start: number, step: number): Promise<string> => {
      const Order = defineSeries({ name: 'order', pattern: '{shop}-{seq:4}', start, step });
      return (await (await open()).nextMany(Order, 3, { scope })).join(' ');
    };
    expect(await take(10, 10)).toBe('A-0010 A-0020 A-0030');
    expect(await take(1, 1)).toBe('A-0031 A-0032 A-0033');
    expect(await take(5, 7)).toBe('A-0040 A-0047 A-0054');
    expect(await take(200, 7)).toBe('A-0200 A-0207 A-0214');
  });

  it('keep what is alive when the store is pruned, whatever a scope is called', async () => {
    const Order = seriesOf();
    const serials = await open();
    const scopes = ['EU', 'EU/closes', 'closes'].map((shop) => ({ shop }));
    const take = () => Promise.all(scopes.map((scope) => serials.next(Order, { scope })));
    expect(await take()).toEqual(['EU-0003', 'EU/closes-0003', 'closes-0003']);
    expect(await stores[0]?.prune(new Date())).toBe(0);
    expect(await take()).toEqual(['EU-0005', 'EU/closes-0005', 'closes-0005']);
  });

  it('are given by nobody who takes them from Redis, nor the other way round', async () => {
    const Order = seriesOf();
    const scope = { shop: 'A' };
    const refused = { code: 'OPTIONS', path: 'durability.highWater' };
    await (await open()).next(Order, { scope });
    for (const sees of [false, true])
      await expect((await open({ fenced: true, sees })).next(Order, { scope })).rejects.toMatchObject(
        refused,
      );
    tests++;
    await (await open({ fenced: true })).next(Order, { scope });
    await expect((await open()).next(Order, { scope })).rejects.toMatchObject(refused);
  });

  it('are given again after somebody was refused', async () => {
    const Order = seriesOf();
    const scope = { shop: 'A' };
    await (await open({ sees: true })).next(Order, { scope });
    await expect((await open()).next(Order, { scope })).rejects.toMatchObject({ code: 'OPTIONS' });
    expect(await (await open({ sees: true })).next(Order, { scope })).toBe('A-0005');
  });

  it.each([
    ['the store before', false],
    ['Redis before', true],
  ])('are refused where they came from %s', async (_, sees) => {
    const Order = seriesOf();
    await (await open({ sees })).next(Order, { scope: { shop: 'A' } });
    const call = (await open({ sees: !sees })).next(Order, { scope: { shop: 'A' } });
    await expect(call).rejects.toMatchObject({ code: 'OPTIONS', path: 'durability.highWater' });
    // The others go on.
    expect(await apps[0]?.get(SerialService).next(Order, { scope: { shop: 'A' } })).toBe('A-0005');
  });
});
