import { defineSeries, RecoveryError } from 'nestjs-redis-serial';
import { upTo } from '../../support/range.js';
import { worldOf, type OpenBackend } from '../backend.js';
import { Ceilings } from '../ceilings.js';

export function highWater(open: OpenBackend): void {
  describe('a high-water store', () => {
    const store = new Ceilings();
    const Covered = defineSeries({
      name: 'covered',
      pattern: 'C-{case}-{seq:6}',
      durability: { highWater: store, ahead: 10 },
    });
    const world = worldOf(open, { series: [Covered] });

    /** The ceiling of the shard that all counters here lie in. */
    const ceiling = (): number =>
      [...store.recorded].find(([name]) => !name.slice(name.indexOf('}')).includes('/'))?.[1] ?? 0;

    it('has a ceiling recorded above all numbers that were given, of whatever scope', async () => {
      const { serials } = world();
      for (const expected of upTo(35)) {
        const { value } = await serials.issue(Covered, { scope: { case: 'above' } });
        expect(value).toBe(expected);
        expect(ceiling()).toBeGreaterThanOrEqual(value);
      }
      await serials.next(Covered, { scope: { case: 'other' } });
      expect(ceiling()).toBeGreaterThanOrEqual(36);
    });

    it('has it recorded for more numbers than a ceiling is raised by', async () => {
      const { serials } = world();
      const before = ceiling();
      expect(await serials.nextMany(Covered, 50, { scope: { case: 'more' } })).toHaveLength(50);
      expect(ceiling()).toBeGreaterThanOrEqual(before + 40);
    });

    it('that does not answer stops a counter that it would have to cover', async () => {
      const { serials } = world();
      store.isAway = true;
      const call = serials.nextMany(Covered, 50, { scope: { case: 'away' } });
      await expect(call).rejects.toBeInstanceOf(RecoveryError);
      await expect(call).rejects.toMatchObject({ code: 'RECOVERY' });
      store.isAway = false;
      expect(await serials.next(Covered, { scope: { case: 'below' } })).toBe('C-below-000001');
      store.isAway = true;
      await expect(serials.nextMany(Covered, 50, { scope: { case: 'below' } })).rejects.toBeInstanceOf(
        RecoveryError,
      );
      store.isAway = false;
      expect(await serials.next(Covered, { scope: { case: 'away' } })).toBe('C-away-000001');
    });
  });
}
