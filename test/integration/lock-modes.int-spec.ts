import type { INestApplication } from '@nestjs/common';
import { currentLock, LockLostError, LockService, LockTimeoutError, type Lock } from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { Gate } from '../support/gate.js';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

describe('how locks are shared and kept', () => {
  let redis: TestRedis;
  let apps: INestApplication[];
  let locks: LockService;
  let elsewhere: LockService;

  beforeAll(async () => {
    redis = await testRedis();
    const options = { connection: redis.url, keyPrefix: redis.keyPrefix };
    apps = await Promise.all([testApp(options), testApp(options)]);
    [locks, elsewhere] = apps.map((app) => app.get(LockService)) as [LockService, LockService];
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await redis.stop();
  });

  const waiting = async (key: string, count: number): Promise<void> => {
    await eventually(`${count} wait for ${key}`, async () => (await locks.inspect(key))?.waiting === count);
  };

  describe('read and write', () => {
    const read = { mode: 'read', wait: '20s' } as const;

    it('readers share, a writer excludes', async () => {
      const readers = [await locks.acquire('doc', read), await elsewhere.acquire('doc', read)];
      expect(await locks.inspect('doc')).toMatchObject({ mode: 'read', waiting: 0 });
      expect((await locks.inspect('doc'))?.holders.map(({ token }) => token)).toEqual(
        readers.map(({ token }) => token),
      );
      expect(await locks.tryAcquire('doc')).toBeNull();
      for (const reader of readers) expect(await reader.release()).toBe(true);
      expect(await locks.inspect('doc')).toBeNull();
      await using writer = await elsewhere.acquire('doc');
      expect(await locks.tryAcquire('doc', { mode: 'read' })).toBeNull();
      expect(writer.fence).toBeGreaterThan(readers[1]?.fence ?? Infinity);
    });

    it('a waiting writer goes before readers who came later, and they go together after it', async () => {
      const order: string[] = [];
      const first = await locks.acquire('starve', read);
      const writer = elsewhere.acquire('starve', { wait: '20s' }).then(async (lock) => {
        order.push('writer');
        await locks.inspect('starve');
        await lock.release();
      });
      await waiting('starve', 1);
      let together = 0;
      let most = 0;
      const late = upTo(6).map(async (n) => {
        const lock = await (n % 2 ? locks : elsewhere).acquire('starve', read);
        order.push('reader');
        most = Math.max(most, ++together);
        await eventually('another reader is there', () => most > 1);
        together--;
        await lock.release();
      });
      await waiting('starve', 7);
      expect(order).toEqual([]);
      await first.release();
      await Promise.all([writer, ...late]);
      expect(order).toEqual(['writer', ...upTo(6).map(() => 'reader')]);
    });

    it('a reader that died makes room when its lease is over', async () => {
      await locks.acquire('dead', { mode: 'read', ttl: 300, renew: false });
      await using alive = await elsewhere.acquire('dead', { mode: 'read' });
      await eventually('one holds', async () => (await locks.inspect('dead'))?.holders.length === 1);
      expect((await locks.inspect('dead'))?.holders[0]?.token).toBe(alive.token);
    });
  });

  describe('permits', () => {
    it('so many hold it at once, over several apps, and no more', async () => {
      let inside = 0;
      let most = 0;
      const fences = new Set<number>();
      await Promise.all(
        upTo(30).map((n) =>
          (n % 2 ? locks : elsewhere).withLock('pool', { permits: 3, wait: '20s' }, async ({ fence }) => {
            fences.add(fence);
            most = Math.max(most, ++inside);
            await eventually('three are inside', () => most > 2);
            await locks.inspect('pool');
            inside--;
          }),
        ),
      );
      expect(most).toBe(3);
      expect(fences.size).toBe(30);
      expect(await locks.inspect('pool')).toBeNull();
    });

    it('a permit is extended, given back by its token, and given to who waits', async () => {
      const held = await Promise.all(upTo(2).map(() => locks.acquire('two', { permits: 2 })));
      const next = elsewhere.acquire('two', { permits: 2 });
      await waiting('two', 1);
      await held[0]?.extend('30s');
      expect(await elsewhere.release('two', held[1]?.token ?? '')).toBe(true);
      await (await next).release();
      expect(await held[0]?.release()).toBe(true);
      expect(await held[1]?.release()).toBe(false);
    });

    it('those who say another number wait until it is free', async () => {
      const held = await locks.acquire('resized', { permits: 2 });
      expect(await elsewhere.tryAcquire('resized', { permits: 5 })).toBeNull();
      expect(await elsewhere.tryAcquire('resized')).toBeNull();
      await held.release();
      await using lock = await elsewhere.acquire('resized', { permits: 5 });
      expect(lock.token).toBeDefined();
    });
  });

  describe('several keys', () => {
    it('are taken all or none', async () => {
      await using both = await locks.acquire(['a', 'b', 'a']);
      expect((await locks.inspect('a'))?.holders[0]?.token).toBe(both.token);
      expect((await locks.inspect('b'))?.holders[0]?.token).toBe(both.token);
      expect(await elsewhere.tryAcquire(['b', 'c'])).toBeNull();
      await expect(elsewhere.acquire(['b', 'c'], { wait: 50 })).rejects.toThrow(LockTimeoutError);
      expect(await locks.inspect('c')).toBeNull();
      await both.extend('20s');
      expect(await both.release()).toBe(true);
      expect(await both.release()).toBe(false);
      expect(await locks.inspect('a')).toBeNull();
    });

    it('never wait for each other, in whatever order they are named', async () => {
      const keys = ['k1', 'k2', 'k3', 'k4'];
      let inside = 0;
      const transfer = async (n: number): Promise<void> => {
        const [from = '', to = ''] = [keys[n % 4], keys[(n * 3 + 1) % 4]];
        const service = n % 2 ? locks : elsewhere;
        await service.withLock([from, to], { wait: '20s' }, async () => {
          inside++;
          await locks.inspect(from);
        });
      };
      await Promise.all(upTo(40).map(transfer));
      expect(inside).toBe(40);
    });

    it('have a fence that rises with each of them', async () => {
      const fences: number[] = [];
      for (const wanted of [['f1', 'f2'], 'f1', ['f1', 'f3'], 'f3', ['f2', 'f3'], 'f2']) {
        const lock = await locks.acquire(wanted);
        fences.push(lock.fence);
        await lock.release();
      }
      expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
    });
  });

  describe('reentrant', () => {
    const again = { reentrant: true, wait: 0 };

    it('the same async context takes it again, others do not', async () => {
      await locks.withLock('re', async (outer) => {
        const inner = await locks.acquire('re', again);
        expect(inner.token).toBe(outer.token);
        expect(inner.fence).toBe(outer.fence);
        expect(await elsewhere.tryAcquire('re', { reentrant: true })).toBeNull();
        expect(await inner.release()).toBe(true);
        expect(await inner.release()).toBe(false);
        expect((await locks.inspect('re'))?.holders).toHaveLength(1);
        await locks.withLock('re', again, async (deeper) => {
          expect(currentLock()).toBe(deeper);
          await locks.withLock('re', again, () => undefined);
        });
        await expect(locks.acquire('re', { wait: 10 })).rejects.toThrow(LockTimeoutError);
      });
      expect(await locks.inspect('re')).toBeNull();
      expect(await locks.tryAcquire('re', again)).not.toBeNull();
    });

    it('parallel branches each count: the last one to leave gives it back', async () => {
      const gate = new Gate();
      let left: Promise<void> | undefined;
      await locks.withLock('branches', () => {
        left = locks.withLock('branches', again, async () => {
          await gate.passed;
          expect((await elsewhere.inspect('branches'))?.holders).toHaveLength(1);
        });
        return Promise.resolve();
      });
      expect(await elsewhere.tryAcquire('branches')).toBeNull();
      gate.open();
      await left;
      await eventually('it is free', async () => (await elsewhere.inspect('branches')) === null);
    });

    it('who may write may read again, but not the other way round', async () => {
      await locks.withLock('up', async () => {
        await using reader = await locks.acquire('up', { ...again, mode: 'read' });
        expect(reader.key).toBe('up');
      });
      await locks.withLock('down', { mode: 'read' }, async () => {
        expect(await locks.tryAcquire('down', { reentrant: true })).toBeNull();
      });
    });

    it('one of several keys that are held together is held too', async () => {
      await locks.withLock(['m', 'n'], async (both) => {
        await using one = await locks.acquire('n', again);
        expect(one.token).toBe(both.token);
      });
    });
  });

  describe('for how long', () => {
    it('maxHold ends it, though it is renewed', async () => {
      const lock = await locks.acquire('max', { ttl: 100, maxHold: 400 });
      await eventually('it is lost', () => lock.signal.aborted);
      expect(lock.signal.reason).toBeInstanceOf(LockLostError);
      expect((lock.signal.reason as LockLostError).reason).toContain('maxHold');
      await eventually('it is free', async () => (await locks.inspect('max')) === null);
      await expect(lock.extend()).rejects.toThrow(LockLostError);
    });

    it('atLeast keeps it taken after it was given back, and after its holder died', async () => {
      const lock = await locks.acquire('nightly', { atLeast: '1h' });
      expect(await lock.release()).toBe(true);
      expect(await elsewhere.tryAcquire('nightly')).toBeNull();
      expect(await locks.tryAcquire('nightly')).toBeNull();
      expect(await elsewhere.release('nightly', lock.token)).toBe(false);
      const [holder] = (await elsewhere.inspect('nightly'))?.holders ?? [];
      expect(holder?.expiresIn).toBeGreaterThan(3_500_000);
      const { signal } = await locks.acquire('died', { ttl: 100, atLeast: '1h', renew: false });
      await locks.acquire('died later', { ttl: 100, renew: false });
      await eventually('its lease is over', async () => (await locks.inspect('died later')) === null);
      expect(signal.aborted).toBe(true);
      expect(await elsewhere.tryAcquire('died')).toBeNull();
    });

    it('waiters get it as soon as atLeast is over', async () => {
      const lock = await locks.acquire('soon', { atLeast: 200 });
      await lock.release();
      const waiters: Lock[] = await Promise.all([
        locks.acquire('soon').then(letGo),
        elsewhere.acquire('soon').then(letGo),
      ]);
      expect(waiters).toHaveLength(2);
    });
  });

  async function letGo(lock: Lock): Promise<Lock> {
    await lock.release();
    return lock;
  }
});
