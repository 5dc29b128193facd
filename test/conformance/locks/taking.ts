import { LockKeyError, LockService, LockTimeoutError } from 'nestjs-redis-serial';
import { worldOf, type OpenBackend } from '../backend.js';
import { isPending } from '../outcome.js';

export function taking(open: OpenBackend): void {
  describe('taking locks', () => {
    const world = worldOf(open);

    it('gives one holder what nobody holds', async () => {
      const { locks, elsewhere } = world();
      const lock = await locks.acquire('one');
      expect(lock.key).toBe('one');
      expect(await elsewhere.locks.tryAcquire('one')).toBeNull();
      expect(await locks.tryAcquire('one')).toBeNull();
      expect(await lock.release()).toBe(true);
      expect(await (await elsewhere.locks.acquire('one')).release()).toBe(true);
    });

    it('gives back once', async () => {
      const { locks } = world();
      const lock = await locks.acquire('once');
      expect([await lock.release(), await lock.release()]).toEqual([true, false]);
    });

    it('does not wait with wait: 0', async () => {
      const { locks, elsewhere } = world();
      await locks.acquire('busy', { ttl: '10s' });
      const call = elsewhere.locks.acquire('busy', { wait: 0 });
      await expect(call).rejects.toBeInstanceOf(LockTimeoutError);
      await expect(call).rejects.toMatchObject({ code: 'LOCK_TIMEOUT', key: 'busy' });
    });

    it('says for how long the holder has it at least', async () => {
      const { locks, elsewhere } = world();
      await locks.acquire('lease', { ttl: '10s' });
      const error: unknown = await elsewhere.locks
        .acquire('lease', { wait: 0 })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(LockTimeoutError);
      const { heldForMs } = error as LockTimeoutError;
      expect(heldForMs).toBeGreaterThan(5_000);
      expect(heldForMs).toBeLessThanOrEqual(10_000);
    });

    it('has fences that rise over all apps', async () => {
      const { locks, elsewhere } = world();
      const fences: number[] = [];
      for (const service of [locks, elsewhere.locks, locks, elsewhere.locks]) {
        await using lock = await service.acquire('fences');
        fences.push(lock.fence);
      }
      expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
    });

    it('runs work under a lock and answers what it answers', async () => {
      const { locks, elsewhere } = world();
      const answer = await locks.withLock('work', async ({ key }) => {
        expect(await elsewhere.locks.tryAcquire(key)).toBeNull();
        return 'done';
      });
      expect(answer).toBe('done');
      expect(await elsewhere.locks.inspect('work')).toBeNull();
    });

    it('gives back when the work fails', async () => {
      const { locks } = world();
      await expect(locks.withLock('fails', () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
      expect(await locks.inspect('fails')).toBeNull();
    });

    it.each([[''], ['x'.repeat(1025)]])('refuses a key that names nothing', async (key) => {
      await expect(world().locks.acquire(key)).rejects.toBeInstanceOf(LockKeyError);
    });

    it('keeps keys apart that look alike', async () => {
      const { locks } = world();
      await locks.acquire('a:{b}');
      await using two = await locks.acquire('a:b');
      expect(two.fence).toBeGreaterThan(0);
    });

    it('does not give a lock to whom a signal has stopped', async () => {
      const { locks } = world();
      const signal = AbortSignal.abort(new Error('no more'));
      await expect(locks.acquire('aborted', { signal })).rejects.toThrow('no more');
      expect(await locks.inspect('aborted')).toBeNull();
    });

    it('takes everything back when the app closes', async () => {
      const { locks, backend } = world();
      const app = await backend.app({});
      const lock = await app.get(LockService).acquire('closing', { ttl: '1m' });
      await app.close();
      expect(lock.signal.aborted).toBe(true);
      expect(lock.signal.reason).toMatchObject({ code: 'LOCK_LOST', reason: 'the app shuts down' });
      expect(await (await locks.acquire('closing')).release()).toBe(true);
    });
  });

  describe('several keys', () => {
    const world = worldOf(open);

    it('are taken all or none', async () => {
      const { locks, elsewhere } = world();
      const held = await elsewhere.locks.acquire('b');
      expect(await locks.tryAcquire(['a', 'b', 'c'])).toBeNull();
      expect(await elsewhere.locks.inspect('a')).toBeNull();
      await held.release();
      const all = await locks.acquire(['c', 'a', 'b', 'a']);
      expect(all.key).toBe('a, b, c');
      for (const key of ['a', 'b', 'c']) expect(await elsewhere.locks.tryAcquire(key)).toBeNull();
      expect(await all.release()).toBe(true);
      for (const key of ['a', 'b', 'c']) expect(await elsewhere.locks.inspect(key)).toBeNull();
    });

    it('have one token and a fence above which all go on', async () => {
      const { locks, elsewhere } = world();
      const both = await locks.acquire(['x', 'y']);
      const [x, y] = [await locks.inspect('x'), await locks.inspect('y')];
      expect([x?.holders[0]?.token, y?.holders[0]?.token]).toEqual([both.token, both.token]);
      await both.release();
      for (const key of ['x', 'y']) {
        await using next = await elsewhere.locks.acquire(key);
        expect(next.fence).toBeGreaterThan(both.fence);
      }
    });

    it('have a higher fence than every holder before on any of them', async () => {
      const { locks, elsewhere } = world();
      // A queue within one app has fences kept back for it.
      const crowd = [1, 2, 3, 4].map(() => locks.withLock('hot', { wait: '20s' }, () => undefined));
      await Promise.all(crowd);
      const both = await locks.acquire(['hot', 'cold', 'tepid']);
      await both.release();
      for (const key of ['hot', 'cold', 'tepid']) {
        await using next = await elsewhere.locks.acquire(key);
        expect(next.fence).toBeGreaterThan(both.fence);
      }
    });

    it('never wait for each other', async () => {
      const { locks, elsewhere } = world();
      const work = [
        [locks, ['p', 'q']],
        [elsewhere.locks, ['q', 'p']],
        [locks, ['q', 'p']],
      ] as const;
      const done = await Promise.all(
        work.map(([service, keys]) => service.withLock(keys, { wait: '20s' }, () => 'done')),
      );
      expect(done).toEqual(['done', 'done', 'done']);
    });
  });

  describe('reentrant locks', () => {
    const world = worldOf(open);

    it('let the same call in again', async () => {
      const { locks, elsewhere } = world();
      await locks.withLock('again', async (outer) => {
        const inner = await locks.acquire('again', { reentrant: true });
        expect([inner.token, inner.fence]).toEqual([outer.token, outer.fence]);
        await inner.release();
        expect(await elsewhere.locks.tryAcquire('again')).toBeNull();
      });
      expect(await locks.inspect('again')).toBeNull();
    });

    it('let nobody else in, nor who did not ask for it', async () => {
      const { locks, elsewhere } = world();
      await locks.withLock('others', async () => {
        expect(await locks.tryAcquire('others')).toBeNull();
        expect(await elsewhere.locks.tryAcquire('others', { reentrant: true })).toBeNull();
      });
    });

    it('stay held until the last has given them back', async () => {
      const { locks } = world();
      await locks.withLock('last', async (outer) => {
        const inner = await locks.acquire('last', { reentrant: true });
        const left = outer.release();
        expect(await locks.inspect('last')).not.toBeNull();
        await inner.release();
        await left;
        expect(await isPending(left)).toBe(false);
      });
      expect(await locks.inspect('last')).toBeNull();
    });
  });
}
