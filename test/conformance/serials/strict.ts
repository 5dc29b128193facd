import { OptionsError, SeriesUnknownError } from 'nestjs-redis-serial';
import { upTo } from '../../support/range.js';
import { worldOf, type OpenBackend } from '../backend.js';
import { Checked, Hidden, Plain, SERIES, Tens, Unguarded } from './series.js';

export function strictNumbers(open: OpenBackend): void {
  describe('strict numbers', () => {
    const world = worldOf(open, { series: SERIES });

    it('count from 1', async () => {
      const { serials } = world();
      const scope = { case: 'a' };
      expect(await serials.next(Plain, { scope })).toBe('P-a-000001');
      expect(await serials.next('plain', { scope })).toBe('P-a-000002');
    });

    it('are in the order of the calls', async () => {
      const { serials } = world();
      const texts = await Promise.all(upTo(50).map(() => serials.next(Plain, { scope: { case: 'order' } })));
      expect(texts).toEqual(upTo(50).map((n) => `P-order-${String(n).padStart(6, '0')}`));
    });

    it('are none twice and none left out over two apps', async () => {
      const { serials, elsewhere } = world();
      const scope = { case: 'both' };
      const texts = await Promise.all(
        upTo(60).map((n) => (n % 2 ? serials : elsewhere.serials).next(Plain, { scope })),
      );
      expect(texts.sort()).toEqual(upTo(60).map((n) => `P-both-${String(n).padStart(6, '0')}`));
    });

    it('have a counter for each scope', async () => {
      const { serials } = world();
      await serials.next(Plain, { scope: { case: 'x' } });
      expect(await serials.next(Plain, { scope: { case: 'y' } })).toBe('P-y-000001');
    });

    it('are consecutive when there are many', async () => {
      const { serials, elsewhere } = world();
      const scope = { case: 'many' };
      await elsewhere.serials.next(Plain, { scope });
      expect(await serials.nextMany(Plain, 3, { scope })).toEqual([
        'P-many-000002',
        'P-many-000003',
        'P-many-000004',
      ]);
    });

    it('begin and go on as start and step say', async () => {
      const { serials } = world();
      expect(await serials.nextMany(Tens, 3, { scope: { case: 's' } })).toEqual([
        'T-s-10',
        'T-s-20',
        'T-s-30',
      ]);
    });

    it('need no guard', async () => {
      const { serials } = world();
      expect(await serials.nextMany(Unguarded, 2, { scope: { case: 'u' } })).toEqual([
        'U-u-0001',
        'U-u-0002',
      ]);
    });

    it('carry check characters', async () => {
      const { serials } = world();
      const text = await serials.next(Checked, { scope: { case: 'C' } });
      expect(text).toMatch(/^C0001[0-9A-Z]$/);
      expect(serials.isValid(Checked, text)).toBe(true);
      expect(serials.isValid(Checked, `C0002${text.slice(5)}`)).toBe(false);
    });

    it('are hidden in the same way everywhere', async () => {
      const { serials } = world();
      const texts = await serials.nextMany(Hidden, 2, { scope: { case: 'h' } });
      expect(texts).toEqual(['H-h-525926', 'H-h-031037']);
    });

    it('come with all that is known of them', async () => {
      const { serials } = world();
      const issued = await serials.issue(Plain, { scope: { case: 'i' } });
      expect(issued).toEqual({
        text: 'P-i-000001',
        value: 1,
        series: 'plain',
        scope: { case: 'i' },
        period: 'all',
        issuedAt: expect.any(Date) as Date,
        replayed: false,
      });
    });

    it('are refused for a series that nobody declared', async () => {
      const { serials } = world();
      const call = serials.next('nothing');
      await expect(call).rejects.toBeInstanceOf(SeriesUnknownError);
      await expect(call).rejects.toMatchObject({ code: 'SERIES_UNKNOWN', series: 'nothing' });
    });

    it('are refused without a scope', async () => {
      const { serials } = world();
      await expect(serials.next('plain')).rejects.toBeInstanceOf(OptionsError);
      await expect(serials.nextMany(Plain, 0, { scope: { case: 'i' } })).rejects.toMatchObject({
        code: 'OPTIONS',
        path: 'count',
      });
    });

    it('are not waited for once a signal aborts', async () => {
      const { serials } = world();
      const signal = AbortSignal.abort(new Error('no more'));
      await expect(serials.next(Plain, { scope: { case: 'abort' }, signal })).rejects.toThrow('no more');
    });
  });

  describe('bare counters', () => {
    const world = worldOf(open);

    it('count over all apps', async () => {
      const { serials, elsewhere } = world();
      expect(await serials.increment('n')).toBe(1);
      expect(await elsewhere.serials.increment('n', 10)).toBe(11);
      expect(await serials.increment('other')).toBe(1);
    });

    it('never pass what JavaScript can tell exactly', async () => {
      const { serials } = world();
      await serials.increment('big', Number.MAX_SAFE_INTEGER);
      await expect(serials.increment('big')).rejects.toMatchObject({ code: 'OPTIONS', path: 'by' });
      await expect(serials.increment('big', 0)).rejects.toMatchObject({ code: 'OPTIONS', path: 'by' });
    });
  });
}
