import { LockService, LockTimeoutError, type Lock } from 'nestjs-redis-serial';
import { orderOf } from '../../support/order-of.js';
import { upTo } from '../../support/range.js';
import { worldOf, type OpenBackend, type World } from '../backend.js';
import { outcomeOf } from '../outcome.js';

/** Resolves when so many wait, as everybody can see. */
function waitersSeen({ locks, backend }: World, key: string, count: number): Promise<void> {
  return backend.until(`${count} wait`, async () => (await locks.inspect(key))?.waiting === count);
}

/** Lets time go by until a call has come to its end. */
async function ended<T>({ backend }: World, call: Promise<T>): Promise<T> {
  const order = orderOf({ call });
  await backend.until('the call ends', () => order.length > 0);
  return await call;
}

export function waiting(open: OpenBackend): void {
  describe('waiting for locks', () => {
    const world = worldOf(open);

    it('ends when the holder gives back', async () => {
      const { locks, elsewhere } = world();
      const held = await locks.acquire('handed');
      const next = elsewhere.locks.acquire('handed', { wait: '20s' });
      await waitersSeen(world(), 'handed', 1);
      await held.release();
      const lock = await next;
      expect(lock.fence).toBeGreaterThan(held.fence);
      await lock.release();
    });

    it('ends after wait', async () => {
      const { locks, elsewhere } = world();
      await locks.acquire('timeout');
      const outcome = await ended(world(), outcomeOf(elsewhere.locks.acquire('timeout', { wait: 100 })));
      expect(outcome).toEqual({ error: 'LockTimeoutError', code: 'LOCK_TIMEOUT' });
    });

    it('ends after wait within one app, too', async () => {
      const { locks } = world();
      await locks.acquire('own');
      const call = locks.acquire('own', { wait: 100 }).catch((thrown: unknown) => thrown);
      const error = await ended(world(), call);
      expect(error).toBeInstanceOf(LockTimeoutError);
      expect(error).toMatchObject({ key: 'own' });
    });

    it('ends when its signal aborts', async () => {
      const { locks, elsewhere } = world();
      await locks.acquire('signal');
      const controller = new AbortController();
      const call = elsewhere.locks.acquire('signal', { wait: Infinity, signal: controller.signal });
      controller.abort(new Error('no more'));
      await expect(call).rejects.toThrow('no more');
    });

    it('ends when a lease does that nobody renews', async () => {
      const { locks, elsewhere } = world();
      await locks.acquire('lapsed', { ttl: 100, renew: false });
      const next = await ended(world(), elsewhere.locks.acquire('lapsed', { wait: '20s' }));
      expect(await next.release()).toBe(true);
    });

    it('is in the order of coming within an app', async () => {
      const { locks } = world();
      const held = await locks.acquire('queue');
      const order: number[] = [];
      const all = upTo(10).map((n) =>
        locks.withLock('queue', { wait: '20s' }, () => {
          order.push(n);
        }),
      );
      await held.release();
      await Promise.all(all);
      expect(order).toEqual(upTo(10));
    });

    it('is in the order of coming over two apps', async () => {
      const { locks, elsewhere, backend } = world();
      const third = await backend.app({});
      const observer = third.get(LockService);
      const held = await observer.acquire('both');
      const order: number[] = [];
      const all: Promise<void>[] = [];
      for (const n of upTo(4)) {
        const service = n % 2 ? elsewhere.locks : locks;
        all.push(
          service.withLock('both', { wait: '20s' }, () => {
            order.push(n);
          }),
        );
        await waitersSeen({ ...world(), locks: observer }, 'both', n);
      }
      await held.release();
      await Promise.all(all);
      expect(order).toEqual(upTo(4));
      await third.close();
    });

    it('passes over who has given up', async () => {
      const { locks, elsewhere } = world();
      const held = await locks.acquire('gone');
      const gone = outcomeOf(elsewhere.locks.acquire('gone', { wait: 50 }));
      const next = locks.acquire('gone', { wait: '20s' });
      expect(await ended(world(), gone)).toMatchObject({ code: 'LOCK_TIMEOUT' });
      await held.release();
      expect(await (await next).release()).toBe(true);
    });

    it('is one at a time whoever waits', async () => {
      const { locks, elsewhere } = world();
      let inside = 0;
      let most = 0;
      const work = async (): Promise<void> => {
        most = Math.max(most, ++inside);
        // Whoever could come in does so in the time that Redis takes to answer.
        await locks.inspect('crowd');
        inside--;
      };
      await Promise.all(
        upTo(20).map((n) => (n % 2 ? locks : elsewhere.locks).withLock('crowd', { wait: '20s' }, work)),
      );
      expect(most).toBe(1);
    });
  });

  describe('readers and writers', () => {
    const world = worldOf(open);
    const read = { mode: 'read', wait: 0 } as const;

    it('readers share', async () => {
      const { locks, elsewhere } = world();
      const readers = await Promise.all([locks.acquire('r', read), elsewhere.locks.acquire('r', read)]);
      expect(await locks.tryAcquire('r')).toBeNull();
      expect(await locks.inspect('r')).toMatchObject({ mode: 'read', holders: [{}, {}] });
      await Promise.all(readers.map((reader) => reader.release()));
      expect(await (await locks.acquire('r', { wait: 0 })).release()).toBe(true);
    });

    it('a writer keeps readers out', async () => {
      const { locks, elsewhere } = world();
      await locks.acquire('w');
      expect(await elsewhere.locks.tryAcquire('w', { mode: 'read' })).toBeNull();
    });

    it('a waiting writer is not starved by readers that come later', async () => {
      const { locks, elsewhere } = world();
      const reader = await locks.acquire('starve', read);
      const order: string[] = [];
      const note = (lock: Lock, who: string): Promise<boolean> => {
        order.push(who);
        return lock.release();
      };
      const writer = elsewhere.locks.acquire('starve', { wait: '20s' }).then((lock) => note(lock, 'writer'));
      await waitersSeen(world(), 'starve', 1);
      expect(await locks.tryAcquire('starve', { mode: 'read' })).toBeNull();
      const late = locks
        .acquire('starve', { mode: 'read', wait: '20s' })
        .then((lock) => note(lock, 'reader'));
      await waitersSeen(world(), 'starve', 2);
      await reader.release();
      await Promise.all([writer, late]);
      expect(order).toEqual(['writer', 'reader']);
    });

    it('readers that wait come in together', async () => {
      const { locks, elsewhere } = world();
      const writer = await locks.acquire('together');
      const readers = [locks, elsewhere.locks, locks].map((service) =>
        service.acquire('together', { mode: 'read', wait: '20s' }),
      );
      await waitersSeen(world(), 'together', 3);
      await writer.release();
      const all = await Promise.all(readers);
      expect((await locks.inspect('together'))?.holders).toHaveLength(3);
      await Promise.all(all.map((lock) => lock.release()));
    });
  });

  describe('permits', () => {
    const world = worldOf(open);
    const two = { permits: 2, wait: 0 } as const;

    it('let in so many', async () => {
      const { locks, elsewhere } = world();
      const first = await locks.acquire('p', two);
      const second = await elsewhere.locks.acquire('p', two);
      expect(await locks.tryAcquire('p', { permits: 2 })).toBeNull();
      expect(await locks.inspect('p')).toMatchObject({ mode: 'write', holders: [{}, {}] });
      expect(new Set([first.token, second.token]).size).toBe(2);
      await first.release();
      await elsewhere.locks.acquire('p', two);
      await second.release();
    });

    it('keep out who says another number', async () => {
      const { locks } = world();
      await locks.acquire('kinds', two);
      expect(await locks.tryAcquire('kinds', { permits: 3 })).toBeNull();
      expect(await locks.tryAcquire('kinds')).toBeNull();
    });

    it('are never exceeded by those who wait', async () => {
      const { locks, elsewhere, backend } = world();
      let inside = 0;
      let most = 0;
      await Promise.all(
        upTo(12).map((n) =>
          (n % 2 ? locks : elsewhere.locks).withLock('crowd', { permits: 3, wait: '20s' }, async () => {
            most = Math.max(most, ++inside);
            await backend.until('three are inside', () => most > 2);
            await locks.inspect('crowd');
            inside--;
          }),
        ),
      );
      expect(most).toBe(3);
    });
  });
}
