import { defineSeries, SerialService } from 'nestjs-redis-serial';
import { upTo } from '../../support/range.js';
import { worldOf, type OpenBackend } from '../backend.js';
import { Daily, Gapless, Plain, SERIES } from './series.js';

const Spread = defineSeries({ name: 'spread', pattern: 'S-{store}/{till}-{seq:4}', shards: 4 });
const Edited = defineSeries({ name: 'edited', pattern: 'E{seq:4}' });
const Longer = defineSeries({ name: 'edited', pattern: 'E{seq:6}' });

export function history(open: OpenBackend): void {
  describe('history', () => {
    const world = worldOf(open, { series: [...SERIES, Spread] });

    it('tells of a counter that was lifted, and of the others nothing', async () => {
      const { serials, elsewhere } = world();
      const scope = { case: 'told: by 100 %' };
      await serials.next(Plain, { scope });
      await elsewhere.serials.advanceTo(Plain, 700, { scope });
      await serials.advanceTo(Plain, 50, { scope: { case: 'other' } });
      const [event, ...more] = await serials.history(Plain, { scope });
      expect(more).toEqual([]);
      expect(event).toEqual({
        ...{ at: expect.any(Date) as Date, kind: 'advanced', shard: 0, scope, period: 'all' },
        ...{ from: 1, to: 700, why: 'advanceTo() was called' },
      });
      expect(await elsewhere.serials.history('plain', { scope: { case: 'never seen' } })).toEqual([]);
    });

    it('has nothing to tell where a counter stood as high already', async () => {
      const { serials } = world();
      const scope = { case: 'high' };
      await serials.advanceTo(Plain, 50, { scope });
      await serials.advanceTo(Plain, 50, { scope });
      await serials.advanceTo(Plain, 20, { scope });
      expect(await serials.history(Plain, { scope })).toHaveLength(1);
    });

    it('tells of one period, where it is asked for one', async () => {
      const { serials } = world();
      const scope = { case: 'days' };
      const { issuedAt, period: today } = await serials.issue(Daily, { scope });
      const dayBefore = new Date(issuedAt.getTime() - 86_400_000);
      await serials.advanceTo(Daily, 3, { scope, at: dayBefore });
      await serials.advanceTo(Daily, 5, { scope, at: issuedAt });
      expect(await serials.history(Daily, { scope })).toMatchObject([{ to: 5 }, { to: 3 }]);
      expect(await serials.history(Daily, { at: issuedAt })).toMatchObject([{ to: 5, period: today }]);
      expect(await serials.history(Daily, { scope, at: dayBefore })).toMatchObject([{ to: 3 }]);
    });

    it('tells the newest first, over all shards, and no more than it is asked for', async () => {
      const { serials } = world();
      for (let till = 1; till <= 9; till++)
        await serials.advanceTo(Spread, till, { scope: { store: 'SH: #1', till } });
      const all = await serials.history(Spread);
      expect(all.map(({ to }) => to).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(new Set(all.map(({ shard }) => shard)).size).toBeGreaterThan(1);
      const times = all.map(({ at }) => at.getTime());
      expect(times).toEqual([...times].sort((one, other) => other - one));
      const scope = { store: 'SH: #1', till: '9' };
      expect(await serials.history(Spread, { limit: 3 })).toEqual(all.slice(0, 3));
      expect(await serials.history(Spread, { scope })).toMatchObject([{ to: 9, scope }]);
    });

    it('does not forget an edit for the many counters that were lifted since', async () => {
      const { backend } = world();
      for (const pattern of ['F{seq:4}', 'F{seq:6}']) {
        const Busy = defineSeries({ name: 'busy', pattern });
        const app = await backend.app({ series: [Busy] });
        const serials = app.get(SerialService);
        await serials.next(Busy);
        if (pattern === 'F{seq:6}') {
          for (const value of upTo(300)) await serials.advanceTo(Busy, 10 * value);
          const events = await serials.history(Busy, { limit: 1_000 });
          expect(events.length).toBeGreaterThanOrEqual(200);
          expect(events.length).toBeLessThanOrEqual(250);
          expect(events.map(({ kind }) => kind)).toContain('changed');
          expect(events[0]).toMatchObject({ kind: 'advanced', to: 3_000 });
        }
        await app.close();
      }
    });

    it('tells what an edit was', async () => {
      const { backend } = world();
      const before = await backend.app({ series: [Edited] });
      await before.get(SerialService).next(Edited);
      await before.close();
      const after = await backend.app({ series: [Longer] });
      const serials = after.get(SerialService);
      await serials.next(Longer);
      expect(await serials.history(Longer)).toEqual([
        {
          ...{ at: expect.any(Date) as Date, kind: 'changed', shard: 0 },
          from: expect.stringContaining("'E{seq:4}', resetEvery 'never'") as string,
          to: expect.stringContaining("'E{seq:6}', resetEvery 'never'") as string,
          why: 'pattern: was "E{seq:4}", is "E{seq:6}"; max: was 9999, is 999999',
        },
      ]);
      await after.close();
    });

    it('is empty where nothing happened, and for a gapless series', async () => {
      const { serials } = world();
      await serials.advanceTo(Gapless, 5, { scope: { case: 'told' } });
      expect(await serials.history(Gapless)).toEqual([]);
      expect(await serials.history('wide')).toEqual([]);
    });

    it.each([
      [{ limit: 0 }, 'limit'],
      [{ limits: 7 }, 'limits'],
      [{ at: 'now' }, 'at'],
      [{ scope: { shop: 1 } }, 'scope.shop'],
      [{ scope: {} }, 'scope.case'],
    ])('refuses %j', async (options, path) => {
      const { serials } = world();
      const asked = serials.history(Plain, options as never);
      await expect(asked).rejects.toMatchObject({ code: 'OPTIONS', path });
    });
  });
}
