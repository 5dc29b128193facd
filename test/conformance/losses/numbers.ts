import type { TestingModule } from '@nestjs/testing';
import { defineSeries, SerialService, type Series } from 'nestjs-redis-serial';
import { upTo } from '../../support/range.js';
import { worldOf, type LosingBackend, type OpenBackend } from '../backend.js';

const Fenced = defineSeries({
  name: 'fenced',
  pattern: 'F-{case}-{seq:6}',
  durability: { mode: 'fenced', recoverySkip: 10 },
});
const Fetched = defineSeries({
  name: 'fetched',
  pattern: 'B-{case}-{seq:6}',
  mode: 'buffered',
  buffer: { size: 10 },
});
const Bare = defineSeries({ name: 'bare', pattern: 'N-{case}-{seq:6}', durability: 'none' });

type Numbered = Series<'case'>;

export function lostNumbers(open: OpenBackend<LosingBackend>): void {
  describe('numbers', () => {
    const world = worldOf(open, { series: [Fenced, Fetched, Bare] });
    const apps: TestingModule[] = [];
    afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));

    const take = async (from: SerialService, series: Numbered, name: string, count: number) => {
      const issued = await Promise.all(upTo(count).map(() => from.issue(series, { scope: { case: name } })));
      return issued.map(({ value }) => value);
    };

    it('go on where they were after all was lost, while those who issued are alive', async () => {
      const { backend, serials, elsewhere } = world();
      expect(await take(serials, Fenced, 'a', 3)).toEqual([1, 2, 3]);
      await backend.lose();
      expect(await take(serials, Fenced, 'a', 2)).toEqual([4, 5]);
      expect(await take(elsewhere.serials, Fenced, 'a', 1)).toEqual([6]);
    });

    it('go on where others know them to be, also for a process that issued none', async () => {
      const { backend, serials, elsewhere } = world();
      await take(serials, Fenced, 'b', 3);
      await backend.lose();
      expect(await take(elsewhere.serials, Fenced, 'b', 1)).toEqual([4]);
    });

    it('leave out nothing, however often all is lost', async () => {
      const { backend, serials } = world();
      const given: number[] = [];
      for (const _ of upTo(3)) {
        given.push(...(await take(serials, Fenced, 'c', 1)));
        await backend.lose();
      }
      expect(given).toEqual([1, 2, 3]);
      expect(await take(serials, Fenced, 'c', 1)).toEqual([4]);
    });

    it('begin at the start where nobody knows of any', async () => {
      const { backend, serials } = world();
      await backend.lose();
      expect(await take(serials, Fenced, 'd', 1)).toEqual([1]);
      await backend.failOver();
      expect(await take(serials, Fenced, 'e', 1)).toEqual([1]);
    });

    it('go on where they were when a replica took over that had everything', async () => {
      const { backend, serials, elsewhere } = world();
      await take(serials, Fenced, 'f', 3);
      await backend.failOver();
      expect(await take(elsewhere.serials, Fenced, 'f', 1)).toEqual([4]);
      expect(await take(serials, Fenced, 'f', 1)).toEqual([5]);
    });

    it('come once where a replica took over that had not heard of all', async () => {
      const { backend, serials, elsewhere } = world();
      const given = await take(serials, Fenced, 'g', 3);
      await backend.stopReplication();
      given.push(...(await take(serials, Fenced, 'g', 5)));
      await backend.failOver();
      given.push(
        ...(await take(elsewhere.serials, Fenced, 'g', 3)),
        ...(await take(serials, Fenced, 'g', 3)),
      );
      expect(new Set(given).size).toBe(given.length);
    });

    it('are lifted by those who know of them as soon as they are connected again', async () => {
      const { backend, serials, elsewhere } = world();
      await take(serials, Fenced, 'h', 3);
      await backend.stopReplication();
      await take(serials, Fenced, 'h', 100);
      await backend.failOver();
      // Whoever reads it only, wakes nobody.
      await backend.until('it was lifted', async () => {
        const { value } = await elsewhere.serials.peek(Fenced, { scope: { case: 'h' } });
        return value === 103;
      });
    });

    it.each(['lose', 'failOver'] as const)('that were fetched ahead come once after %s', async (loss) => {
      const { backend, serials, elsewhere } = world();
      const given = await take(serials, Fetched, loss, 15);
      if (loss === 'failOver') await backend.stopReplication();
      given.push(...(await take(serials, Fetched, loss, 150)));
      await backend[loss]();
      given.push(...(await take(elsewhere.serials, Fetched, loss, 50)));
      given.push(...(await take(serials, Fetched, loss, 50)));
      expect(new Set(given).size).toBe(given.length);
    });

    it('are told of in the history: what was heard, and what was left out', async () => {
      const { backend, serials, elsewhere } = world();
      await take(serials, Fenced, 'h1', 3);
      await take(elsewhere.serials, Fenced, 'h1', 1);
      await backend.failOver();
      await take(serials, Fenced, 'h1', 1);
      const [event] = await elsewhere.serials.history(Fenced);
      expect(event).toMatchObject({ kind: 'recovered', heard: 2, unheard: 0, leftOut: 0 });
      await backend.lose();
      await take(serials, Fenced, 'h1', 1);
      const all = await serials.history(Fenced);
      expect(all).toMatchObject([{ kind: 'recovered', unheard: 0, leftOut: 0 }]);
    });

    it('of a series that nobody uses any more are recovered first when another takes them over', async () => {
      const { backend, serials } = world();
      const left = { name: 'left', pattern: 'L-{case}-{seq:6}' } as const;
      const [Left, Unheard] = [defineSeries(left), defineSeries({ ...left, durability: 'none' })];
      const app = await backend.app({ series: [Left] });
      await app.get(SerialService).nextMany(Left, 5, { scope: { case: 'm' } });
      // It does not listen, and nobody can tell what it was given. Who joined after it would strike it off the list,
      // and if it joined when nobody is left, it would need no guard.
      const silent = await backend.app({ series: [Unheard] });
      await silent.get(SerialService).next(Unheard, { scope: { case: 'm' } });
      apps.push(silent);
      await app.close();
      await backend.failOver();
      let lifted: number | undefined;
      const migrated = serials.migrate(Fenced, { from: 'left' }).then((count) => (lifted = count));
      await backend.until('it was taken over', () => lifted !== undefined);
      expect(await migrated).toBe(1);
      const [value = 0] = await take(serials, Fenced, 'm', 1);
      expect(value).toBeGreaterThan(7);
    });

    it('come twice without a guard', async () => {
      const { backend, serials } = world();
      expect(await take(serials, Bare, 'i', 2)).toEqual([1, 2]);
      await backend.stopReplication();
      expect(await take(serials, Bare, 'i', 2)).toEqual([3, 4]);
      await backend.failOver();
      expect(await take(serials, Bare, 'i', 2)).toEqual([3, 4]);
      await backend.failOver();
      expect(await take(serials, Bare, 'i', 1)).toEqual([5]);
      await backend.lose();
      expect(await take(serials, Bare, 'i', 1)).toEqual([1]);
    });

    it('of bare counters come twice', async () => {
      const { backend, serials } = world();
      expect(await serials.increment('n', 5)).toBe(5);
      await backend.lose();
      expect(await serials.increment('n')).toBe(1);
    });

    it('of an idempotency key are others, and nobody else’s', async () => {
      const { backend, serials } = world();
      const once = { scope: { case: 'j' }, idempotencyKey: 'order 7' };
      expect(await serials.next(Fenced, once)).toBe('F-j-000001');
      expect(await serials.next(Fenced, once)).toBe('F-j-000001');
      await backend.lose();
      expect(await serials.next(Fenced, once)).toBe('F-j-000002');
      await backend.failOver();
      expect(await serials.next(Fenced, once)).toBe('F-j-000002');
    });
  });
}
