import { PeriodClosedError } from 'nestjs-redis-serial';
import { worldOf, type OpenBackend } from '../backend.js';
import { Daily, Fiscal, SERIES } from './series.js';

const DAY = 86_400_000;

export function periods(open: OpenBackend): void {
  describe('periods', () => {
    const world = worldOf(open, { series: SERIES });

    it('are counted each by itself, by the date of the document', async () => {
      const { serials } = world();
      const scope = { case: 'at' };
      const today = new Date();
      const [one, two] = [new Date(today.getTime() + DAY), new Date(today.getTime() + 2 * DAY)];
      const texts = [
        await serials.next(Daily, { scope, at: one }),
        await serials.next(Daily, { scope, at: two }),
        await serials.next(Daily, { scope, at: one }),
      ];
      expect(texts.map((text) => text.slice(-4))).toEqual(['0001', '0001', '0002']);
    });

    it("begin at the series' own midnight", async () => {
      const { serials } = world();
      const scope = { case: 'midnight' };
      const at = (time: string): Promise<string> => serials.next(Daily, { scope, at: new Date(time) });
      expect(await at('2097-01-31T15:59:59.999Z')).toBe('D-midnight-20970131-0001');
      expect(await at('2097-01-31T16:00:00.000Z')).toBe('D-midnight-20970201-0001');
    });

    it('may be fiscal years', async () => {
      const { serials } = world();
      const scope = { case: 'fy' };
      expect(await serials.next(Fiscal, { scope, at: new Date('2097-03-31T23:59:59Z') })).toBe(
        'F-fy-209697-001',
      );
      expect(await serials.next(Fiscal, { scope, at: new Date('2097-04-01T00:00:00Z') })).toBe(
        'F-fy-209798-001',
      );
    });

    it('are told with the number', async () => {
      const { serials } = world();
      const at = new Date('2097-02-03T00:00:00Z');
      const issued = await serials.issue(Daily, { scope: { case: 'told' }, at });
      expect([issued.period, issued.value]).toEqual(['2097-02-03', 1]);
    });

    it('are closed after retention', async () => {
      const { serials } = world();
      const call = serials.next(Daily, {
        scope: { case: 'closed' },
        at: new Date('2025-01-01T12:00:00+08:00'),
      });
      await expect(call).rejects.toBeInstanceOf(PeriodClosedError);
      await expect(call).rejects.toMatchObject({
        code: 'PERIOD_CLOSED',
        series: 'daily',
        period: '2025-01-01',
        closedAt: new Date('2025-02-01T00:00:00+08:00'),
      });
    });

    it('are closed for idempotency keys, looks and lifts as well', async () => {
      const { serials } = world();
      const options = { scope: { case: 'closed' }, at: new Date('2025-01-01T00:00:00Z') };
      await expect(serials.next(Daily, { ...options, idempotencyKey: 'closed' })).rejects.toBeInstanceOf(
        PeriodClosedError,
      );
      await expect(serials.peek(Daily, options)).rejects.toBeInstanceOf(PeriodClosedError);
      await expect(serials.advanceTo(Daily, 7, options)).rejects.toBeInstanceOf(PeriodClosedError);
    });
  });
}
