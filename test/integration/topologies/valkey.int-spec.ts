import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { findRedisServer, RedisServerNotFoundError, startRedisServer, type RedisServer } from 'local-redis';
import {
  defineSeries,
  getFenced,
  LockService,
  RecoveryError,
  RedisHighWaterStore,
  SerialService,
  setFenced,
  type RedisSerialOptions,
} from 'nestjs-redis-serial';
import { describeUnless } from '../../support/describe-unless.js';
import { eventually } from '../../support/eventually.js';
import { upTo } from '../../support/range.js';
import { testApp } from '../../support/test-app.js';
import { fencesFallen, overlaps } from '../../support/topology/fences.js';
import { SeveralLoads } from '../../support/topology/several-loads.js';

const valkey = await findRedisServer({
  engine: 'valkey',
  onProgress: (line) => process.stderr.write(`${line}\n`),
}).catch((error: unknown) => {
  if (error instanceof RedisServerNotFoundError) return error;
  throw error;
});

if (valkey instanceof RedisServerNotFoundError) {
  describeUnless(valkey.message, 'on Valkey', () => {
    it.todo('is tested where it can be had');
  });
} else {
  describe(`on Valkey ${valkey.version}`, () => {
    const Strict = defineSeries({ name: 'strict', pattern: 'S-{date:yyyyMMdd}-{seq:6}' });
    const Buffered = defineSeries({ name: 'buffered', pattern: 'B{seq:6}', mode: 'buffered' });
    let server: RedisServer;
    let apps: INestApplication[];

    beforeAll(
      async () => (server = await startRedisServer({ binary: valkey, args: ['--appendonly', 'yes'] })),
    );
    afterAll(() => server.stop());
    beforeEach(() => (apps = []));
    afterEach(() => Promise.all(apps.map((app) => app.close())));

    const open = async (options: RedisSerialOptions = {}) => {
      const app = await testApp({ connection: server.url, ...options });
      apps.push(app);
      return { serials: app.get(SerialService), locks: app.get(LockService) };
    };
    const counted = ({ serials }: { serials: SerialService }, texts: readonly string[]): number[] =>
      texts.map((text) => serials.parse(Strict, text).value);

    it('gives numbers: one, many, buffered, once for a key, and where they stand', async () => {
      const process = await open();
      const { serials } = process;
      expect(counted(process, [await serials.next(Strict)])).toEqual([1]);
      expect(counted(process, await serials.nextMany(Strict, 9))).toEqual(upTo(10).slice(1));
      const buffered = await Promise.all(upTo(2_500).map(() => serials.next(Buffered)));
      expect(new Set(buffered).size).toBe(2_500);
      const once = await Promise.all(upTo(5).map(() => serials.issue(Strict, { idempotencyKey: 'order 7' })));
      expect(once.map(({ value, replayed }) => ({ value, replayed }))).toEqual(
        upTo(5).map((n) => ({ value: 11, replayed: n > 1 })),
      );
      expect(await serials.advanceTo(Strict, 500)).toBe(500);
      expect(await serials.peek(Strict)).toMatchObject({ value: 500 });
      expect(await serials.increment('bare')).toBe(1);
    });

    it('hands a lock over in the order of coming, and lets readers share', async () => {
      const [one, other] = [await open(), await open()];
      const held = await one.locks.acquire('key');
      const order: number[] = [];
      const waiting: Promise<unknown>[] = [];
      for (const n of upTo(4)) {
        // Each in an app of its own: then Redis itself sees who comes first.
        const { locks } = await open();
        waiting.push(locks.withLock('key', { wait: '20s' }, () => order.push(n)));
        await eventually('it waits', async () => (await one.locks.inspect('key'))?.waiting === n);
      }
      expect(await other.locks.tryAcquire('key')).toBeNull();
      await held.release();
      await Promise.all(waiting);
      expect(order).toEqual(upTo(4));

      const readers = await Promise.all(
        [one, other].map(({ locks }) => locks.acquire('book', { mode: 'read' })),
      );
      expect((await one.locks.inspect('book'))?.holders).toHaveLength(2);
      expect(await one.locks.tryAcquire('book')).toBeNull();
      for (const reader of readers) expect(await reader.release()).toBe(true);
      await expect(one.locks.withLock('book', ({ fence }) => fence)).resolves.toBeGreaterThan(held.fence);
    });

    it('keeps fenced values', async () => {
      const client = new Redis(server.url);
      expect(await setFenced(client, 'fenced', 'newer', 2)).toBe(true);
      expect(await setFenced(client, 'fenced', 'late', 1)).toBe(false);
      expect(await getFenced(client, 'fenced')).toEqual({ value: 'newer', fence: 2 });
      client.disconnect();
    });

    it('serves several processes under load, restarted in between, and gives no number twice', async () => {
      const plan = { callers: 2, lockKeys: ['a', 'b'] };
      const loads = await SeveralLoads.start({
        options: { connection: server.url, keyPrefix: 'load' },
        plan,
      });
      await server.restart();
      await loads.goOn();
      await loads.stop();
      expect(loads.repeated).toBe(0);
      expect(overlaps(loads.holds)).toEqual([]);
      expect(fencesFallen(loads.holds)).toEqual([]);
      expect(loads.errorsBut('REDIS_UNAVAILABLE', 'LOCK_TIMEOUT')).toEqual([]);
    });

    it('leaves nothing out after a restart without its data, since who was given the numbers is alive', async () => {
      await using forgetful = await startRedisServer({ binary: valkey });
      const process = await open({ connection: forgetful.url });
      expect(counted(process, await process.serials.nextMany(Strict, 20))).toEqual(upTo(20));
      await forgetful.restart();
      await eventually('it is back', () => process.serials.peek(Strict).then(Boolean, () => false));
      expect(counted(process, [await process.serials.next(Strict)])).toEqual([21]);
    });

    it('keeps ceilings on disk in the same server, and gives no number where it has no disk', async () => {
      const client = new Redis(server.url, { lazyConnect: true });
      await using highWater = new RedisHighWaterStore(client, { waitAof: 1 });
      const options = { keyPrefix: 'ceilings', durability: { highWater } };
      const process = await open(options);
      const before = await process.serials.nextMany(Strict, 1_500);
      await server.restart();
      const other = await open(options);
      const after = await other.serials.nextMany(Strict, 500);
      expect(new Set([...before, ...after]).size).toBe(2_000);

      await using memory = await startRedisServer({ binary: valkey });
      await using nowhere = new RedisHighWaterStore(new Redis(memory.url, { lazyConnect: true }), {
        waitAof: 1,
        timeout: 100,
      });
      const { serials } = await open({
        ...options,
        keyPrefix: 'nowhere',
        durability: { highWater: nowhere },
      });
      await expect(serials.next(Strict)).rejects.toThrow(RecoveryError);
    });
  });
}
