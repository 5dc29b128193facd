import { type Reservation, ReservationError, SeriesExhaustedError } from 'nestjs-redis-serial';
import { upTo } from '../../support/range.js';
import { worldOf, type OpenBackend } from '../backend.js';
import {
  Asked,
  DailyGapless,
  Doubtful,
  FewGapless,
  Gapless,
  Plain,
  SERIES,
  Voiding,
  inUse,
} from './series.js';

const LONG = { lease: '1h' } as const;

export function gapless(open: OpenBackend): void {
  describe('gapless numbers', () => {
    const world = worldOf(open, { series: SERIES });
    const scoped = (name: string): { scope: { case: string } } => ({ scope: { case: name } });
    const no = (name: string, value: number): string => `G-${name}-${String(value).padStart(4, '0')}`;

    it('are reserved one after the other, to be confirmed from any app', async () => {
      const { serials, elsewhere } = world();
      const scope = scoped('a');
      const one = await serials.reserve(Gapless, scope);
      const two = await elsewhere.serials.reserve(Gapless, scope);
      expect([one.text, two.text, one.value, two.value]).toEqual([no('a', 1), no('a', 2), 1, 2]);
      await one.confirm();
      await one.confirm();
      await serials.confirm(Gapless, two.text, { actor: 'the desk' });
      expect(await elsewhere.serials.audit(Gapless, scope)).toEqual({
        confirmed: 2,
        pending: 0,
        voided: [],
        free: [],
        missing: [],
        period: 'all',
      });
    });

    it('go to the next callers when they were cancelled, lowest first', async () => {
      const { serials, elsewhere } = world();
      const scope = scoped('b');
      const reserved = await Promise.all(upTo(5).map(() => serials.reserve(Gapless, scope)));
      await reserved[3]?.cancel('the customer left');
      await elsewhere.serials.cancel(Gapless, no('b', 2));
      await elsewhere.serials.cancel(Gapless, no('b', 2));
      const state = { value: 5, next: no('b', 2), pending: 3, remaining: 9996 };
      expect(await serials.peek(Gapless, scope)).toMatchObject(state);
      const audited = { pending: 3, free: [no('b', 2), no('b', 4)], missing: [] };
      expect(await serials.audit(Gapless, scope)).toMatchObject(audited);
      const again = [await serials.reserve(Gapless, scope), await elsewhere.serials.reserve(Gapless, scope)];
      expect(again.map(({ text }) => text)).toEqual([no('b', 2), no('b', 4)]);
      expect((await serials.reserve(Gapless, scope)).text).toBe(no('b', 6));
    });

    it('are cancelled when a scope is left in which they were not confirmed', async () => {
      const { serials } = world();
      const failure = new Error('of the work');
      const work = async (): Promise<void> => {
        await using reserved = await serials.reserve(Gapless, scoped('c'));
        expect(reserved.value).toBe(1);
        throw failure;
      };
      await expect(work()).rejects.toBe(failure);
      await (async () => {
        await using reserved = await serials.reserve(Gapless, scoped('c'));
        expect(reserved.value).toBe(1);
        await reserved.confirm();
      })();
      expect(await serials.audit(Gapless, scoped('c'))).toMatchObject({ confirmed: 1, pending: 0, free: [] });
    });

    it('are void with the reason where the series says so', async () => {
      const { serials } = world();
      const scope = scoped('d');
      const one = await serials.reserve(Voiding, { ...scope, ...LONG });
      const two = await serials.reserve(Voiding, { ...scope, ...LONG });
      await one.cancel('printed wrongly');
      await serials.cancel(Voiding, two.text, { reason: 'a duplicate', actor: 'ann' });
      await serials.cancel(Voiding, two.text, { reason: 'again', actor: 'bob' });
      expect((await serials.reserve(Voiding, { ...scope, ...LONG })).value).toBe(3);
      const at = expect.any(Date) as Date;
      expect((await serials.audit(Voiding, scope)).voided).toEqual([
        { text: one.text, reason: 'printed wrongly', actor: undefined, at },
        { text: two.text, reason: 'a duplicate', actor: 'ann', at },
      ]);
      const gone = { code: 'RESERVATION', state: 'voided', text: one.text };
      await expect(one.confirm()).rejects.toMatchObject(gone);
      await expect(one.confirm()).rejects.toThrow('is void: printed wrongly; reserve another');
    });

    it('are void when nobody settled them within their leases', async () => {
      const { backend, serials } = world();
      const scope = scoped('e');
      const one = await serials.reserve(Voiding, scope);
      await backend.past(one.expiresAt);
      // Nobody else has it before somebody looks.
      expect((await serials.reserve(Voiding, { ...scope, ...LONG })).value).toBe(2);
      await expect(one.confirm()).rejects.toThrow(ReservationError);
      const { voided } = await serials.audit(Voiding, scope);
      expect(voided).toMatchObject([{ text: one.text, reason: 'its lease ran out' }]);
    });

    it('can be confirmed after their leases, as long as nobody has looked', async () => {
      const { backend, serials } = world();
      const one = await serials.reserve(Voiding, scoped('f'));
      await backend.past(one.expiresAt);
      await one.confirm();
      expect(await serials.audit(Voiding, scoped('f'))).toMatchObject({ confirmed: 1, voided: [] });
    });

    it('are asked about when nobody settled them, and given again only if they are not used', async () => {
      const { backend, serials, elsewhere } = world();
      const scope = scoped('g');
      const both = upTo(2).map(() => serials.reserve(Asked, scope));
      const [one, two] = (await Promise.all(both)) as [Reservation, Reservation];
      inUse.add(one.text);
      await backend.past(Math.max(one.expiresAt, two.expiresAt));
      const audited = { confirmed: 1, pending: 0, free: [two.text], voided: [] };
      expect(await elsewhere.serials.audit(Asked, scope)).toMatchObject(audited);
      const again = await elsewhere.serials.reserve(Asked, { ...scope, ...LONG });
      expect(again.text).toBe(two.text);
      // Who had it first is late: it is somebody else's.
      const others = { code: 'RESERVATION', state: 'others' };
      await expect(two.confirm()).rejects.toMatchObject(others);
      await expect(serials.confirm(Asked, two.text)).rejects.toMatchObject(others);
      await again.confirm();
      await again.confirm();
      await expect(two.confirm()).rejects.toMatchObject(others);
      await expect(two.cancel()).rejects.toMatchObject(others);
      await one.confirm();
      const all = { confirmed: 2, pending: 0, free: [], missing: [] };
      expect(await serials.audit(Asked, scope)).toMatchObject(all);
    });

    it('are nobody else’s when they are cancelled after somebody was asked about them', async () => {
      const { backend, serials, elsewhere } = world();
      const scope = scoped('p');
      const late = await serials.reserve(Doubtful, scope);
      await backend.past(late.expiresAt);
      // Whoever is asked may have voided the number where nobody sees it, and died.
      expect(await elsewhere.serials.audit(Doubtful, scope)).toMatchObject({ pending: 1 });
      await late.cancel();
      expect((await serials.reserve(Doubtful, { ...scope, ...LONG })).value).toBe(2);
      expect(await serials.audit(Doubtful, scope)).toMatchObject({ pending: 2, free: [] });
      // Its holder may know better.
      await late.confirm();
      expect(await serials.audit(Doubtful, scope)).toMatchObject({ confirmed: 1, pending: 1 });
    });

    it('that are free can be voided, so that the books of a period can be closed', async () => {
      const { serials, elsewhere } = world();
      const scope = scoped('q');
      const reserved = await Promise.all(upTo(4).map(() => serials.reserve(Gapless, scope)));
      for (const index of [2, 0]) await reserved[index]?.cancel();
      const why = { reason: 'the year is over', actor: 'ann' };
      const [voided, ...twice] = await Promise.all([
        serials.voidFree(Gapless, { ...scope, ...why }),
        serials.voidFree(Gapless, { ...scope, ...why }),
      ]);
      expect([...voided, ...twice.flat()].sort()).toEqual([no('q', 1), no('q', 3)]);
      const audit = await elsewhere.serials.audit(Gapless, scope);
      expect(audit).toMatchObject({ pending: 2, free: [], voided: [why, why] });
      expect(audit.voided.map(({ text }) => text)).toEqual([no('q', 1), no('q', 3)]);
      expect((await serials.reserve(Gapless, scope)).value).toBe(5);
      expect(await serials.voidFree(Gapless, scope)).toEqual([]);
      await expect(serials.voidFree(Plain, scope)).rejects.toThrow(`only 'gapless' ones`);
    });

    it('are the same again for the same idempotency key, as long as they are reserved or confirmed', async () => {
      const { serials, elsewhere } = world();
      const options = { ...scoped('h'), idempotencyKey: 'order 7' };
      const both = await Promise.all(
        [serials, elsewhere.serials].map((one) => one.reserve(Gapless, options)),
      );
      expect(both.map(({ text }) => text)).toEqual([no('h', 1), no('h', 1)]);
      await both[1]?.confirm();
      const later = await serials.reserve(Gapless, options);
      expect(later.text).toBe(no('h', 1));
      await later.confirm();
      await expect(later.cancel()).rejects.toMatchObject({ state: 'confirmed' });
      const left = await serials.reserve(Gapless, { ...options, idempotencyKey: 'order 8' });
      await left.cancel();
      expect((await serials.reserve(Gapless, scoped('h'))).text).toBe(left.text);
      // Somebody else has the first one by now.
      const next = await serials.reserve(Gapless, { ...options, idempotencyKey: 'order 8' });
      expect(next.text).toBe(no('h', 3));
      const other = serials.reserve(Gapless, { ...options, ...scoped('i') });
      await expect(other).rejects.toMatchObject({ code: 'OPTIONS' });
    });

    it('are known by their dates, where their texts have more than the period', async () => {
      const { serials } = world();
      const reserved = await serials.reserve(DailyGapless, { at: new Date('2026-03-04') });
      expect(reserved.text).toBe('D-20260304-0001');
      const wrong = serials.confirm(DailyGapless, 'D-20260305-0001');
      await expect(wrong).rejects.toMatchObject({ state: 'unknown' });
      await serials.confirm(DailyGapless, 'D-20260304-0001');
      await serials.confirm(DailyGapless, 'D-20260304-0001');
      const { confirmed } = await serials.audit(DailyGapless, { at: new Date('2026-05-01') });
      expect(confirmed).toBe(1);
    });

    it('end at max, and begin again with what is cancelled', async () => {
      const { serials } = world();
      const one = await serials.reserve(FewGapless);
      await serials.reserve(FewGapless);
      await expect(serials.reserve(FewGapless)).rejects.toThrow(SeriesExhaustedError);
      await one.cancel();
      expect((await serials.reserve(FewGapless)).text).toBe('F-1');
    });

    it('go on where another system stopped', async () => {
      const { serials } = world();
      expect(await serials.advanceTo(Gapless, 500, scoped('j'))).toBe(500);
      expect((await serials.reserve(Gapless, scoped('j'))).text).toBe(no('j', 501));
      const audited = { confirmed: 0, pending: 1, missing: [], voided: [] };
      expect(await serials.audit(Gapless, scoped('j'))).toMatchObject(audited);
    });

    it('are refused where they were never reserved, and by calls of other modes', async () => {
      const { serials } = world();
      const unknown = { code: 'RESERVATION', state: 'unknown' };
      await expect(serials.confirm(Gapless, no('k', 7))).rejects.toMatchObject(unknown);
      await expect(serials.cancel(Gapless, no('k', 7))).rejects.toMatchObject(unknown);
      await expect(serials.confirm(Gapless, 'nonsense')).rejects.toMatchObject({ code: 'SERIAL_INVALID' });
      const options = { code: 'OPTIONS' };
      await expect(serials.next(Gapless, scoped('k'))).rejects.toMatchObject(options);
      await expect(serials.nextMany(Gapless, 2, scoped('k'))).rejects.toMatchObject(options);
      await expect(serials.reserve(Plain, scoped('k'))).rejects.toMatchObject(options);
      await expect(serials.audit(Plain, scoped('k'))).rejects.toMatchObject(options);
      await expect(serials.reserve(Gapless, { ...scoped('k'), lease: 0 })).rejects.toMatchObject(options);
      const misspelt = { acter: 'x' } as object;
      await expect(serials.confirm(Gapless, no('k', 1), misspelt)).rejects.toMatchObject(options);
      const nothing = { confirmed: 0, pending: 0, missing: [] };
      expect(await serials.audit(Gapless, scoped('k'))).toMatchObject(nothing);
    });
  });
}
