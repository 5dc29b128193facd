import {
  defineSeries,
  type AuditReport,
  type Reservation,
  type SerialService,
  type Series,
} from 'nestjs-redis-serial';
import { upTo } from '../../support/range.js';
import { worldOf, type LosingBackend, type OpenBackend } from '../backend.js';

/** The numbers that documents have. */
const inUse = new Set<string>();
const options = { mode: 'gapless', durability: { mode: 'fenced', recoverySkip: 10 } } as const;
const Invoice = defineSeries({
  ...options,
  name: 'invoice',
  pattern: 'I-{case}-{seq:4}',
  gapless: { lease: '1s', isUsed: (text) => inUse.has(text), onExpire: 'recycle' },
});
/** Nobody can say which of its numbers are used. */
const Receipt = defineSeries({
  ...options,
  name: 'receipt',
  pattern: 'R-{case}-{seq:4}',
  gapless: { lease: '40ms' },
});
/** Whoever is asked dies before the answer. */
const Silent = defineSeries({
  ...options,
  name: 'silent',
  pattern: 'S-{case}-{seq:4}',
  gapless: { isUsed: () => new Promise<never>(() => undefined) },
});

type Numbered = Series<'case'>;

const LONG = { lease: '1h' } as const;

export function lostReservations(open: OpenBackend<LosingBackend>): void {
  describe('numbers without gaps', () => {
    const world = worldOf(open, { series: [Invoice, Receipt, Silent] });

    const reserve = (serials: SerialService, name: string): Promise<Reservation> =>
      serials.reserve(Invoice, { scope: { case: name }, ...LONG });
    const use = async (serials: SerialService, name: string): Promise<number> => {
      const reserved = await reserve(serials, name);
      inUse.add(reserved.text);
      await reserved.confirm();
      return reserved.value;
    };
    /** What an audit finds when all that was lost has been asked about. */
    const settled = async (series: Numbered, name: string, pending = 0): Promise<AuditReport> => {
      const { backend, serials } = world();
      const audit = (): Promise<AuditReport> => serials.audit(series, { scope: { case: name } });
      await backend.until('the others are settled', async () => (await audit()).pending === pending);
      return await audit();
    };
    const text = (name: string, value: number): string => `I-${name}-${String(value).padStart(4, '0')}`;

    it('are given once after all was lost, all that may have been given is asked about, and they go on', async () => {
      const { backend, serials, elsewhere } = world();
      inUse.clear();
      for (const value of upTo(5)) expect(await use(serials, 'a')).toBe(value);
      const [free, held] = [await reserve(serials, 'a'), await reserve(serials, 'a')];
      await free.cancel();
      await backend.lose();
      expect(await use(elsewhere.serials, 'a')).toBe(18);
      // Its holder lives, and comes before anybody is asked.
      await held.confirm();
      inUse.add(held.text);
      const report = await settled(Invoice, 'a');
      expect(report).toMatchObject({ confirmed: 7, pending: 0, voided: [], missing: [] });
      expect(report.free).toEqual([6, ...upTo(10).map((n) => n + 7)].map((value) => text('a', value)));
      expect(await use(serials, 'a')).toBe(6);
    });

    it('that were reserved are unknown before anybody reserves again', async () => {
      const { backend, serials } = world();
      const held = await reserve(serials, 'b');
      await backend.lose();
      await expect(held.confirm()).rejects.toMatchObject({ code: 'RESERVATION', state: 'unknown' });
    });

    it('that were free when replication stopped, and given since, are not given again', async () => {
      const { backend, serials } = world();
      inUse.clear();
      const both = [await reserve(serials, 'c'), await reserve(serials, 'c')];
      for (const reserved of both) await reserved.cancel();
      await backend.stopReplication();
      for (const value of upTo(3)) expect(await use(serials, 'c')).toBe(value);
      await backend.failOver();
      // The replica has the first two free, and nobody has the third.
      expect(await use(serials, 'c')).toBe(14);
      const report = await settled(Invoice, 'c');
      expect(report).toMatchObject({ confirmed: 4, pending: 0, voided: [], missing: [] });
      expect(report.free).toEqual(upTo(10).map((n) => text('c', n + 3)));
    });

    it('that were free when replication stopped, and given since, are not voided', async () => {
      const { backend, serials } = world();
      inUse.clear();
      const reserved = await reserve(serials, 'd');
      await reserved.cancel();
      await backend.stopReplication();
      expect(await use(serials, 'd')).toBe(1);
      await backend.failOver();
      expect(await serials.voidFree(Invoice, { scope: { case: 'd' } })).toEqual([]);
      expect(await settled(Invoice, 'd')).toMatchObject({ confirmed: 1, pending: 0, voided: [], free: [] });
    });

    it('of which somebody may have been asked meanwhile are nobody else’s', async () => {
      const { backend, serials } = world();
      const scope = { case: 'e' };
      const held = await Promise.all(upTo(30).map(() => serials.reserve(Silent, { scope, lease: '400ms' })));
      await backend.past(Math.max(...held.map(({ expiresAt }) => expiresAt)));
      await backend.failOver();
      // So many are not asked about at once, and whether the last was before, Redis does not know any more.
      const next = await serials.reserve(Silent, { scope, ...LONG });
      await held[29]?.cancel();
      expect((await serials.reserve(Silent, { scope, ...LONG })).value).toBe(next.value + 1);
    });

    it('are void where nobody can be asked', async () => {
      const { backend, serials } = world();
      const scope = { case: 'f' };
      await serials.reserve(Receipt, { scope, ...LONG });
      await backend.lose();
      const next = await serials.reserve(Receipt, { scope, ...LONG });
      expect(next.value).toBe(12);
      const report = await settled(Receipt, 'f', 1);
      expect(report).toMatchObject({ missing: [], free: [] });
      const voided = { reason: 'Redis lost what became of it' };
      expect(report.voided).toMatchObject(upTo(11).map(() => voided));
    });
  });
}
