import type { SerialService } from 'nestjs-redis-serial';
import { worldOf, type OpenBackend } from '../backend.js';
import { DailyGapless, Gapless, inUse, Judged, SERIES, unanswered, unknown } from './series.js';

const LONG = { lease: '1h' } as const;

export function gaplessAsked(open: OpenBackend): void {
  describe('gapless numbers whose leases ran out', () => {
    const world = worldOf(open, { series: SERIES });
    const scoped = (name: string): { scope: { case: string } } => ({ scope: { case: name } });
    const no = (name: string, value: number): string => `J-${name}-${String(value).padStart(4, '0')}`;

    /** Reserves a number, lets its lease run out, and has somebody asked about it who dies before the answer. */
    const askedAbout = async (
      serials: SerialService,
      name: string,
      idempotencyKey?: string,
    ): Promise<Awaited<ReturnType<SerialService['reserve']>>> => {
      const { backend, elsewhere } = world();
      const one = await serials.reserve(Judged, { ...scoped(name), idempotencyKey });
      unanswered.add(one.text);
      await backend.past(one.expiresAt);
      expect((await elsewhere.serials.reserve(Judged, { ...scoped(name), ...LONG })).value).toBe(2);
      unanswered.delete(one.text);
      return one;
    };

    it('do not go to the next callers once somebody was asked: who was asked may have voided them', async () => {
      const { backend, serials } = world();
      const one = await askedAbout(serials, 'a');
      await one.cancel('the customer left');
      await serials.cancel(Judged, one.text);
      expect((await serials.reserve(Judged, { ...scoped('a'), ...LONG })).text).toBe(no('a', 3));
      await backend.until('somebody is asked again', async () => {
        return (await serials.audit(Judged, scoped('a'))).voided.length > 0;
      });
      const reason = 'its lease ran out, and it is not used';
      expect(await serials.audit(Judged, scoped('a'))).toMatchObject({
        confirmed: 0,
        pending: 2,
        free: [],
        voided: [{ text: one.text, reason }],
      });
    });

    it('can be confirmed still when somebody was asked who has not answered', async () => {
      const { serials } = world();
      const one = await askedAbout(serials, 'b');
      await one.confirm();
      await expect(one.cancel()).rejects.toMatchObject({ state: 'confirmed' });
      expect(await serials.audit(Judged, scoped('b'))).toMatchObject({ confirmed: 1, pending: 1 });
    });

    it('are reserved anew for their idempotency keys, if nobody was asked', async () => {
      const { backend, serials, elsewhere } = world();
      const options = { ...scoped('c'), idempotencyKey: 'order 1 c' };
      const one = await serials.reserve(Judged, options);
      await backend.past(one.expiresAt);
      const again = await elsewhere.serials.reserve(Judged, { ...options, ...LONG });
      expect(again.text).toBe(one.text);
      expect(again.expiresAt).toBeGreaterThan(one.expiresAt + 3_000_000);
      expect(await serials.audit(Judged, scoped('c'))).toMatchObject({ pending: 1, voided: [] });
    });

    it('are asked about at once for their idempotency keys, if somebody was asked before', async () => {
      const { serials } = world();
      const unused = await askedAbout(serials, 'd', 'order 1 d');
      unknown.add(unused.text);
      const early = serials.reserve(Judged, { ...scoped('d'), idempotencyKey: 'order 1 d' });
      await expect(early).rejects.toMatchObject({ code: 'RESERVATION', state: 'asked', text: unused.text });
      unknown.delete(unused.text);
      const next = await serials.reserve(Judged, { ...scoped('d'), ...LONG, idempotencyKey: 'order 1 d' });
      expect(next.text).toBe(no('d', 3));
      expect((await serials.audit(Judged, scoped('d'))).voided).toMatchObject([{ text: unused.text }]);

      const used = await askedAbout(serials, 'e', 'order 1 e');
      inUse.add(used.text);
      const same = await serials.reserve(Judged, { ...scoped('e'), idempotencyKey: 'order 1 e' });
      expect(same.text).toBe(used.text);
      await same.confirm();
      expect(await serials.audit(Judged, scoped('e'))).toMatchObject({ confirmed: 1, pending: 1 });
    });

    it('are the same again for their idempotency keys in the next period, as long as they are theirs', async () => {
      const { serials, elsewhere } = world();
      const at = (date: string): { at: Date; idempotencyKey: string } => ({
        at: new Date(date),
        idempotencyKey: 'order 1 p',
      });
      const one = await serials.reserve(DailyGapless, at('2030-12-31'));
      const again = await elsewhere.serials.reserve(DailyGapless, at('2031-01-01'));
      expect([one.text, again.text]).toEqual(['D-20301231-0001', 'D-20301231-0001']);
      await again.confirm();
      const confirmed = await serials.reserve(DailyGapless, at('2031-01-01'));
      expect(confirmed.text).toBe(one.text);
      await confirmed.confirm();
      expect(await serials.audit(DailyGapless, { at: new Date('2030-01-01') })).toMatchObject({
        confirmed: 1,
      });

      const others = { ...at('2031-12-31'), idempotencyKey: 'order 2 p' };
      await (await serials.reserve(DailyGapless, others)).cancel();
      const next = { ...at('2032-01-01'), idempotencyKey: 'order 2 p' };
      const both = await Promise.all([serials, elsewhere.serials].map((x) => x.reserve(DailyGapless, next)));
      expect(both.map(({ text }) => text)).toEqual(['D-20320101-0001', 'D-20320101-0001']);
    });

    it('are not their first holders’ any more once others confirmed them', async () => {
      const { serials, elsewhere } = world();
      const options = { ...scoped('f'), idempotencyKey: 'order 1 f' };
      const one = await serials.reserve(Gapless, options);
      await one.cancel();
      const others = await elsewhere.serials.reserve(Gapless, scoped('f'));
      expect(others.text).toBe(one.text);
      await elsewhere.serials.confirm(Gapless, others.text);
      await others.confirm();
      await expect(one.confirm()).rejects.toMatchObject({ code: 'RESERVATION', state: 'others' });
      expect((await serials.reserve(Gapless, options)).value).toBe(2);
    });
  });
}
