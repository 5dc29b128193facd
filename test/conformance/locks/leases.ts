import { LockLostError } from 'nestjs-redis-serial';
import { worldOf, type OpenBackend } from '../backend.js';

export function leases(open: OpenBackend): void {
  describe('leases', () => {
    const world = worldOf(open);

    /** Lets time go by until Redis says that nobody holds a lock. */
    const over = (key: string): Promise<void> => {
      const { backend, locks } = world();
      return backend.until(`"${key}" is free`, async () => (await locks.inspect(key)) === null);
    };

    it('are renewed while the lock is held', async () => {
      const { locks, elsewhere } = world();
      const lock = await locks.acquire('renewed', { ttl: 1_200 });
      await locks.acquire('as long', { ttl: 1_200, renew: false });
      await over('as long');
      expect(lock.signal.aborted).toBe(false);
      expect(await elsewhere.locks.tryAcquire('renewed')).toBeNull();
      expect(await lock.release()).toBe(true);
    });

    it('end without renewal, and the holder is told before', async () => {
      const { locks, elsewhere } = world();
      const lock = await locks.acquire('ends', { ttl: 100, renew: false });
      const { signal } = lock;
      await over('ends');
      expect(signal.aborted).toBe(true);
      expect(signal.reason).toBeInstanceOf(LockLostError);
      expect(signal.reason).toMatchObject({
        code: 'LOCK_LOST',
        message: 'Lost lock "ends": its lease ran out',
      });
      await elsewhere.locks.acquire('ends', { wait: 0 });
      expect(await lock.release()).toBe(false);
      await expect(lock.extend()).rejects.toBeInstanceOf(LockLostError);
      expect(await elsewhere.locks.inspect('ends')).not.toBeNull();
    });

    it('begin anew when they are extended', async () => {
      const { locks } = world();
      const lock = await locks.acquire('extended', { ttl: 800, renew: false });
      const before = lock.expiresAt;
      await locks.acquire('as short', { ttl: 800, renew: false });
      await lock.extend('1m');
      expect(lock.expiresAt - before).toBeGreaterThan(50_000);
      await over('as short');
      expect(lock.signal.aborted).toBe(false);
      expect(await lock.release()).toBe(true);
    });

    it('end with maxHold at the latest', async () => {
      const { locks, elsewhere, backend } = world();
      const lock = await locks.acquire('maxHold', { ttl: 900, maxHold: 1_500 });
      const first = lock.expiresAt;
      await backend.until('it is lost', () => lock.signal.aborted);
      expect(lock.expiresAt).toBeGreaterThan(first);
      expect(lock.signal.reason).toMatchObject({ reason: 'it was held for longer than maxHold, 1500 ms' });
      await over('maxHold');
      await elsewhere.locks.acquire('maxHold', { wait: 0 });
    });

    it('go on for atLeast after a lock was given back', async () => {
      const { locks, elsewhere } = world();
      const lock = await locks.acquire('atLeast', { atLeast: 800 });
      expect(await lock.release()).toBe(true);
      expect(await elsewhere.locks.tryAcquire('atLeast')).toBeNull();
      await over('atLeast');
      await elsewhere.locks.acquire('atLeast', { wait: 0 });
    });

    it('of atLeast can not be given back by the token once it was', async () => {
      const { locks, elsewhere } = world();
      const lock = await locks.acquire('retired', { atLeast: '10s' });
      await lock.release();
      expect(await elsewhere.locks.release('retired', lock.token)).toBe(false);
      expect(await elsewhere.locks.forceRelease('retired')).toBe(true);
    });

    it('of readers end each by itself', async () => {
      const { locks, elsewhere, backend } = world();
      await locks.acquire('each', { mode: 'read', ttl: 100, renew: false });
      const long = await elsewhere.locks.acquire('each', { mode: 'read', ttl: '10s' });
      await backend.until('one holds it', async () => (await locks.inspect('each'))?.holders.length === 1);
      expect((await locks.inspect('each'))?.holders.map(({ token }) => token)).toEqual([long.token]);
      await long.release();
      expect(await locks.inspect('each')).toBeNull();
    });
  });

  describe('tokens', () => {
    const world = worldOf(open);

    it('give back from another app', async () => {
      const { locks, elsewhere } = world();
      const lock = await locks.acquire('away');
      expect(await elsewhere.locks.release('away', 'another')).toBe(false);
      expect(await elsewhere.locks.release('away', lock.token)).toBe(true);
      expect(await elsewhere.locks.release('away', lock.token)).toBe(false);
      expect(await lock.release()).toBe(false);
    });

    it('extend from another app, and never make a lease shorter', async () => {
      const { locks, elsewhere } = world();
      const lock = await locks.acquire('longer', { ttl: '10s', renew: false });
      expect(await elsewhere.locks.extend('longer', lock.token, '1m')).toBe(true);
      expect(await elsewhere.locks.extend('longer', lock.token, '1s')).toBe(true);
      expect((await elsewhere.locks.inspect('longer'))?.holders[0]?.expiresIn).toBeGreaterThan(50_000);
      expect(await elsewhere.locks.extend('longer', 'another', '1m')).toBe(false);
      await lock.release();
      expect(await elsewhere.locks.extend('longer', lock.token, '1m')).toBe(false);
    });

    it('that can be none hold nothing', async () => {
      const { locks } = world();
      await locks.acquire('none');
      expect(await locks.release('none', '@x')).toBe(false);
      expect(await locks.release('none', '')).toBe(false);
    });
  });

  describe('inspect and forceRelease', () => {
    const world = worldOf(open);

    it('tell who holds a lock, and since when', async () => {
      const { locks, elsewhere } = world();
      expect(await locks.inspect('seen')).toBeNull();
      const lock = await locks.acquire('seen', { ttl: '10s' });
      const state = await elsewhere.locks.inspect('seen');
      expect(state).toEqual({
        mode: 'write',
        waiting: 0,
        holders: [
          {
            token: lock.token,
            fence: lock.fence,
            owner: expect.stringMatching(/:\d+$/) as string,
            acquiredAt: expect.any(Number) as number,
            expiresIn: expect.any(Number) as number,
          },
        ],
      });
      expect(state?.holders[0]?.expiresIn).toBeLessThanOrEqual(10_000);
      await lock.release();
    });

    it('tell how many wait', async () => {
      const { locks, elsewhere, backend } = world();
      const held = await locks.acquire('waited');
      const calls = [elsewhere.locks, elsewhere.locks, locks].map((service) =>
        service.withLock('waited', { wait: '20s' }, () => undefined),
      );
      // Each app tells the others when it asks: at the latest when it looks again.
      await backend.until('three wait', async () => (await locks.inspect('waited'))?.waiting === 3);
      await held.release();
      await Promise.all(calls);
    });

    it('take a lock off its holder, who hears of it', async () => {
      const { locks, elsewhere, backend } = world();
      const lock = await locks.acquire('forced', { ttl: 150 });
      expect(await elsewhere.locks.forceRelease('forced')).toBe(true);
      expect(await elsewhere.locks.forceRelease('forced')).toBe(false);
      const other = await elsewhere.locks.acquire('forced', { wait: 0 });
      await backend.until('it is lost', () => lock.signal.aborted);
      expect(lock.signal.reason).toMatchObject({
        reason: 'Redis does not know it any more: its lease ran out, or it was taken away',
      });
      expect(await lock.release()).toBe(false);
      expect(await other.release()).toBe(true);
    });

    it('let the next one in', async () => {
      const { locks, elsewhere, backend } = world();
      await locks.acquire('next', { ttl: '1m' });
      const next = elsewhere.locks.acquire('next', { wait: '20s' });
      await backend.until('one waits', async () => (await locks.inspect('next'))?.waiting === 1);
      await locks.forceRelease('next');
      expect(await (await next).release()).toBe(true);
    });
  });
}
