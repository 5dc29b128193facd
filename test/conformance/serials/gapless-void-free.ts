import { upTo } from '../../support/range.js';
import { worldOf, type OpenBackend } from '../backend.js';
import { Asked, DailyGapless, Gapless, SERIES } from './series.js';

const LONG = { lease: '1h' } as const;

export function gaplessVoidFree(open: OpenBackend): void {
  describe('gapless numbers that are free', () => {
    const world = worldOf(open, { series: SERIES });
    const scoped = (name: string): { scope: { case: string } } => ({ scope: { case: name } });
    const no = (name: string, value: number): string => `G-${name}-${String(value).padStart(4, '0')}`;

    it('are void with a reason where they were cancelled and nobody is to have them any more', async () => {
      const { backend, serials, elsewhere } = world();
      const scope = scoped('l');
      const some = await Promise.all(upTo(7).map(() => serials.reserve(Gapless, { ...scope, ...LONG })));
      for (const index of [5, 1, 3]) await some[index]?.cancel();
      await some[0]?.confirm();
      const [two, four, six] = [no('l', 2), no('l', 4), no('l', 6)];
      const because = { ...scope, reason: 'the year is over', actor: 'ann' };
      expect(await elsewhere.serials.voidFree(Gapless, because)).toEqual([two, four, six]);
      expect(await serials.voidFree(Gapless, because)).toEqual([]);
      expect((await serials.reserve(Gapless, scope)).text).toBe(no('l', 8));
      await expect(some[1]?.confirm()).rejects.toMatchObject({ code: 'RESERVATION', state: 'voided' });
      const { voided, ...rest } = await serials.audit(Gapless, scope);
      const why = { reason: 'the year is over', actor: 'ann', at: expect.any(Date) as Date };
      expect(voided).toEqual([two, four, six].map((text) => ({ text, ...why })));
      expect(rest).toMatchObject({ confirmed: 1, pending: 4, free: [], missing: [] });

      // Those whose leases ran out meanwhile, and were given back by the answer about them, as well.
      const one = await serials.reserve(Asked, scope);
      await backend.past(one.expiresAt);
      expect(await serials.voidFree(Asked, scope)).toEqual([one.text]);
      expect((await serials.audit(Asked, scope)).voided).toMatchObject([{ reason: 'not used' }]);
    });

    it('are void by the thousand, and in another period than the present one', async () => {
      const { serials } = world();
      const scope = scoped('m');
      const many = await Promise.all(upTo(1200).map(() => serials.reserve(Gapless, scope)));
      await Promise.all(many.map((one) => one.cancel()));
      // Calls that are under way at the same time need not be answered in their order.
      expect(await serials.voidFree(Gapless, scope)).toEqual(many.map(({ text }) => text).sort());
      const at = new Date('2026-02-01');
      await (await serials.reserve(DailyGapless, { at: new Date('2025-12-31') })).cancel();
      expect(await serials.voidFree(DailyGapless, { at })).toEqual([]);
      const other = { at: new Date('2025-12-30') };
      expect(await serials.voidFree(DailyGapless, other)).toEqual(['D-20251230-0001']);
    });
  });
}
