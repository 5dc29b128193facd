import { defineSeries, SerialService } from 'nestjs-redis-serial';
import { upTo } from '../../support/range.js';
import { worldOf, type OpenBackend } from '../backend.js';
import { Gapless, SERIES } from './series.js';

const Old = defineSeries({ name: 'old orders', pattern: 'M-{store}-{till}-{date:yyyyMMdd}-{seq:6}' });
const New = defineSeries({
  name: 'new-orders',
  pattern: 'M-{till}-{store}-{date:yyyyMMdd}-{seq:6}',
  shards: 4,
});
const Plain = defineSeries({ name: 'old-plain', pattern: 'X-{store}-{seq:6}' });
const Tens = defineSeries({ name: 'new-tens', pattern: 'Y-{store}-{seq:4}', start: 10, step: 10, max: 200 });
const Fetched = defineSeries({
  name: 'fetched',
  pattern: 'Z-{store}-{seq:6}',
  mode: 'buffered',
  buffer: { size: 5 },
});
const Many = defineSeries({ name: 'many', pattern: 'W-{store}-{seq:6}' });
const Monthly = defineSeries({ name: 'monthly', pattern: 'V-{store}-{till}-{date:yyyyMM}-{seq:6}' });

export function migrate(open: OpenBackend): void {
  describe('migrate', () => {
    const world = worldOf(open, { series: [...SERIES, New, Plain, Tens, Fetched, Many, Monthly] });

    it('lifts each counter of each period to that of a series of which Redis alone knows', async () => {
      const { backend, serials, elsewhere } = world();
      const app = await backend.app({ series: [Old] });
      const before = app.get(SerialService);
      const scopes = [
        { store: 'SH: 1', till: '#1' },
        { store: '100 %', till: '2' },
      ];
      const { issuedAt } = await before.issue(Old, { scope: scopes[0] ?? { store: '', till: '' } });
      const yesterday = new Date(issuedAt.getTime() - 86_400_000);
      for (const [index, scope] of scopes.entries()) {
        await before.nextMany(Old, 3 + index, { scope, at: issuedAt });
        await before.nextMany(Old, 7 + index, { scope, at: yesterday });
      }
      await app.close();
      await serials.nextMany(New, 20, { scope: scopes[1] as never, at: yesterday });

      expect(await serials.migrate(New, { from: 'old orders' })).toBe(3);
      const given = async (scope: unknown, at: Date): Promise<number> =>
        (await elsewhere.serials.issue(New, { scope: scope as never, at })).value;
      expect(await given(scopes[0], issuedAt)).toBe(5);
      expect(await given(scopes[0], yesterday)).toBe(8);
      expect(await given(scopes[1], issuedAt)).toBe(5);
      // It stood higher before.
      expect(await given(scopes[1], yesterday)).toBe(21);

      const told = await elsewhere.serials.history(New);
      expect(told.map(({ kind, from }) => [kind, from])).toContainEqual(['migrated', 'old orders']);
      expect(told.reduce((sum, { counters = 0 }) => sum + counters, 0)).toBe(3);
      // Nothing is moved twice.
      expect(await serials.migrate(New, { from: Old })).toBe(0);
      expect(await elsewhere.serials.history(New)).toHaveLength(told.length);
    });

    it('goes on with the next number of another start and step, up to the last one', async () => {
      const { serials } = world();
      await serials.advanceTo(Plain, 25, { scope: { store: 'a' } });
      await serials.advanceTo(Plain, 9, { scope: { store: 'b' } });
      await serials.advanceTo(Plain, 5_000, { scope: { store: 'c' } });
      expect(await serials.migrate(Tens, { from: Plain })).toBe(2);
      expect(await serials.next(Tens, { scope: { store: 'a' } })).toBe('Y-a-0030');
      expect(await serials.next(Tens, { scope: { store: 'b' } })).toBe('Y-b-0010');
      await expect(serials.next(Tens, { scope: { store: 'c' } })).rejects.toMatchObject({
        code: 'SERIES_EXHAUSTED',
      });
    });

    it('leaves out what this process has fetched below it', async () => {
      const { serials } = world();
      await serials.advanceTo(Plain, 30, { scope: { store: 'f' } });
      expect(await serials.next(Fetched, { scope: { store: 'f' } })).toBe('Z-f-000001');
      await serials.migrate(Fetched, { from: Plain });
      expect(await serials.next(Fetched, { scope: { store: 'f' } })).toBe('Z-f-000031');
    });

    it('reads many counters, some at a time, and stops when it is told to', async () => {
      const { serials } = world();
      const stores = upTo(1_300).map((store) => ({ scope: { store: `s${store}` } }));
      await Promise.all(stores.map((options) => serials.nextMany(Many, 2, options)));
      const stop = new AbortController();
      const told: number[] = [];
      const onProgress = ({ read, lifted }: { read: number; lifted: number }): void => {
        told.push(read);
        if (lifted > 0) stop.abort(new Error('enough'));
      };
      const Once = defineSeries({ name: 'once', pattern: 'T-{store}-{seq:6}' });
      const stopped = serials.migrate(Once, { from: Many, onProgress, signal: stop.signal });
      // In memory all are read at once.
      await stopped.catch((error: unknown) => {
        expect(error).toMatchObject({ message: 'enough' });
      });
      expect(told.length).toBe(1);
      const first = told[0] ?? 0;
      expect(await serials.migrate(Once, { from: Many })).toBe(1_300 - first);
      const values = await Promise.all(
        stores.map(async (options) => (await serials.issue(Once, options)).value),
      );
      expect(new Set(values)).toEqual(new Set([3]));
      const events = (await serials.history(Once)).map(({ counters = 0 }) => counters);
      expect(events.reduce((sum, count) => sum + count, 0)).toBe(1_300);
    });

    it.each([
      ['other variables', Plain, /by \{store\}, \{till\}, those of "old-plain" by \{store\}/],
      ['other periods', Monthly, /resetEvery 'day', those of "monthly" by 'month'/],
      ['a gapless series', Gapless, /'gapless' can't be taken over/],
    ])('refuses %s', async (_, series, message) => {
      const { backend, serials } = world();
      const app = await backend.app({ series: [Old] });
      await app.get(SerialService).next(Old, { scope: { store: 'a', till: 1 } });
      await app.close();
      const refused = serials.migrate(series.name, { from: Old });
      await expect(refused).rejects.toMatchObject({ code: 'OPTIONS', path: 'from' });
      await expect(refused).rejects.toThrow(message);
    });

    it.each([
      [{ from: 'nobody knows' }, 'from'],
      [{ from: 'new-orders' }, 'from'],
      [{ from: 7 }, 'from'],
      [{}, 'from'],
      [{ from: 'many', signal: 1 }, 'signal'],
      [{ from: 'many', force: true }, 'force'],
    ])('refuses %j', async (options, path) => {
      const { serials } = world();
      const refused = serials.migrate(New, options as never);
      await expect(refused).rejects.toMatchObject({ code: 'OPTIONS', path });
    });
  });
}
