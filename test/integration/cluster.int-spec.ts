import { Cluster, Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { defineSeries, getFenced, LockService, SerialService, setFenced } from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';

const SLOTS = 16_384;

describe('on a Redis Cluster', () => {
  let nodes: RedisServer[];

  beforeAll(async () => {
    const args = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
    nodes = await Promise.all(upTo(3).map(() => startRedisServer({ args })));
    const clients = nodes.map(({ url }) => new Redis(url));
    for (const [index, client] of clients.entries()) {
      const [from, to] = [index, index + 1].map((share) => Math.floor((share * SLOTS) / nodes.length));
      await client.cluster('ADDSLOTSRANGE', Number(from), Number(to) - 1);
      await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
      if (index > 0) await client.cluster('MEET', nodes[0]?.host ?? '', nodes[0]?.port ?? 0);
    }
    await eventually('every node knows the whole cluster', async () => {
      const infos = await Promise.all(clients.map((client) => client.cluster('INFO')));
      return infos.every(
        (info) => info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3'),
      );
    });
    for (const client of clients) client.disconnect();
  });
  afterAll(() => Promise.all(nodes.map((node) => node.stop())));

  it('gives numbers and locks whatever their slots', async () => {
    const [{ host, port }] = nodes as [RedisServer];
    const app = await testApp({ connection: { cluster: { nodes: [{ host, port }] } } });
    const serials = app.get(SerialService);
    const locks = app.get(LockService);
    for (const n of upTo(20)) {
      const mode = n % 2 === 0 ? 'strict' : 'buffered';
      const series = defineSeries({ name: `series-${n}`, pattern: '{x}-{date:yyyyMMdd}-{seq:6}', mode });
      const scope = { x: 'a' };
      const texts = await serials.nextMany(series, n, { scope });
      expect(texts.map((text) => serials.parse(series, text).value)).toEqual(upTo(n));
      const [once, again] = await Promise.all(
        upTo(2).map(() => serials.issue(series, { scope, idempotencyKey: `key ${n}` })),
      );
      expect(once).toMatchObject({ value: n + 1, replayed: false });
      expect(again).toMatchObject({ text: once?.text, replayed: true });
      expect(await serials.advanceTo(series, 5_000, { scope })).toBe(5_000);
      expect(await serials.issue(series, { scope })).toMatchObject({ value: 5_001 });
      expect(await serials.increment(`bare-${n}`)).toBe(1);
      await locks.withLock(`lock-${n}`, async ({ token }) => {
        expect((await locks.inspect(`lock-${n}`))?.holders[0]?.token).toBe(token);
        expect(await locks.tryAcquire(`lock-${n}`)).toBeNull();
      });
    }
    await app.close();
  });

  it('gives one number for an idempotency key, also to calls of other scopes in other slots', async () => {
    const connections = nodes.map(({ host, port }) => ({ cluster: { nodes: [{ host, port }] } }));
    const apps = await Promise.all(connections.map((connection) => testApp({ connection })));
    const Order = defineSeries({ name: 'keyed', pattern: '{shop}-{seq:6}', shards: 8 });
    for (const n of upTo(20)) {
      const idempotencyKey = `key ${n}`;
      const calls = apps.flatMap((app) =>
        ['A', 'B', 'C', 'D'].map((shop) =>
          app.get(SerialService).next(Order, { scope: { shop }, idempotencyKey }),
        ),
      );
      const settled = await Promise.allSettled(calls);
      const texts = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect([texts.length, new Set(texts).size]).toEqual([apps.length, 1]);
    }
    await Promise.all(apps.map((app) => app.close()));
  });

  it('wakes who waits for a lock, in the order of coming over all apps', async () => {
    const connections = nodes.map(({ host, port }) => ({ cluster: { nodes: [{ host, port }] } }));
    const apps = await Promise.all(connections.map((connection) => testApp({ connection })));
    const services = apps.map((app) => app.get(LockService));
    // The client looks for a node to subscribe to when somebody waits for the first time; nobody is stuck meanwhile.
    for (const key of ['first', 'here', 'there']) {
      const order: number[] = [];
      const holder = await services[0]?.acquire(key);
      const waiters: Promise<unknown>[] = [];
      for (const n of upTo(6)) {
        const service = services[n % services.length];
        waiters.push(Promise.resolve(service?.withLock(key, { wait: '20s' }, () => order.push(n))));
        await eventually('all see that it waits', async () => {
          const counts = await Promise.all(services.map((each) => each.inspect(key)));
          return counts.every((state) => state?.waiting === n);
        });
      }
      await holder?.release();
      await Promise.all(waiters);
      if (key === 'first') expect(order).toHaveLength(6);
      else expect(order).toEqual(upTo(6));
    }
    await Promise.all(apps.map((app) => app.close()));
  });

  it('keeps fenced values whatever their slots', async () => {
    const [{ host, port }] = nodes as [RedisServer];
    const client = new Cluster([{ host, port }]);
    for (const n of upTo(20)) {
      expect(await setFenced(client, `fenced-${n}`, 'newer', 2)).toBe(true);
      expect(await setFenced(client, `fenced-${n}`, 'late', 1)).toBe(false);
      expect(await getFenced(client, `fenced-${n}`)).toEqual({ value: 'newer', fence: 2 });
    }
    client.disconnect();
  });
});
