import { LockLostError } from 'nestjs-redis-serial';
import { upTo } from '../../support/range.js';
import { worldOf, type LosingBackend, type OpenBackend } from '../backend.js';

export function lostLocks(open: OpenBackend<LosingBackend>): void {
  describe('locks', () => {
    const world = worldOf(open);

    it('are free, with higher fences, and their holders hear of it when they are renewed', async () => {
      const { backend, locks, elsewhere } = world();
      const lock = await locks.acquire('held', { ttl: 300 });
      await backend.lose();
      const other = await elsewhere.locks.acquire('held', { wait: 0 });
      expect(other.fence).toBeGreaterThan(lock.fence);
      await backend.until('it is lost', () => lock.signal.aborted);
      expect(lock.signal.reason).toBeInstanceOf(LockLostError);
      expect(lock.signal.reason).toMatchObject({
        reason: 'Redis does not know it any more: its lease ran out, or it was taken away',
      });
      expect(await lock.release()).toBe(false);
      expect(await other.release()).toBe(true);
    });

    it('have higher fences also after they went from hand to hand in a process', async () => {
      const { backend, locks } = world();
      const fences: number[] = [];
      const each = upTo(20).map(() =>
        locks.withLock('handed', { wait: '20s' }, ({ fence }) => {
          fences.push(fence);
        }),
      );
      await Promise.all(each);
      await backend.lose();
      expect((await locks.acquire('handed')).fence).toBeGreaterThan(Math.max(...fences));
    });

    it('are given to those who wait, whose places were lost too', async () => {
      const { backend, locks, elsewhere } = world();
      await locks.acquire('waited', { ttl: '1h' });
      const waiting = elsewhere.locks.acquire('waited', { wait: '20s' });
      await backend.until('one waits', async () => (await locks.inspect('waited'))?.waiting === 1);
      await backend.lose();
      let isTaken = false;
      const taken = waiting.then((lock) => {
        isTaken = true;
        return lock;
      });
      await backend.until('it is taken', () => isTaken);
      expect(await (await taken).release()).toBe(true);
    });

    it('that a replica did not hear of are lost when it takes over', async () => {
      const { backend, locks, elsewhere } = world();
      await backend.stopReplication();
      const lock = await locks.acquire('late', { ttl: 300 });
      await backend.failOver();
      const other = await elsewhere.locks.acquire('late', { wait: 0 });
      expect(other.fence).toBeGreaterThan(lock.fence);
      await backend.until('it is lost', () => lock.signal.aborted);
      expect(await other.release()).toBe(true);
    });

    it('that a replica knows of are held still when it takes over, also by who gave them back since', async () => {
      const { backend, locks, elsewhere } = world();
      const [kept, returned] = [await locks.acquire('kept'), await locks.acquire('returned', { ttl: '1m' })];
      await backend.stopReplication();
      expect(await returned.release()).toBe(true);
      await backend.failOver();
      expect(await elsewhere.locks.tryAcquire('kept')).toBeNull();
      expect(await kept.release()).toBe(true);
      const { token } = returned;
      expect(await elsewhere.locks.inspect('returned')).toMatchObject({ holders: [{ token }] });
      expect(await elsewhere.locks.release('returned', token)).toBe(true);
    });
  });
}
