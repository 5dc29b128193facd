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

    it('has a ceiling recorded above every number that is given', async () => {
      const { serials } = world();
      for (const expected of upTo(35)) {
        const { value } = await serials.issue(Covered, { scope: { case: 'above' } });
        expect(value).toBe(expected);
        const ceiling = [...store.recorded].find(([key]) => key.includes('above'))?.[1];
        expect(ceiling).toBeGreaterThanOrEqual(value);
      }
    });

    it('has it recorded for more numbers than a ceiling is raised by', async () => {
      const { serials } = world();
      await serials.next(Covered, { scope: { case: 'more' } });
      expect(await serials.nextMany(Covered, 50, { scope: { case: 'more' } })).toHaveLength(50);
      expect([...store.recorded].find(([key]) => key.includes('more'))?.[1]).toBeGreaterThanOrEqual(51);
    });

    it('that has numbers of a counter which is not there is believed', async () => {
      const { serials } = world();
      await serials.next(Covered, { scope: { case: 'name' } });
      const [name = ''] = [...store.recorded.keys()].filter((key) => key.includes('name'));
      store.recorded.set(name.replace('name', 'lost'), 70);
      expect(await serials.next(Covered, { scope: { case: 'lost' } })).toBe('C-lost-000071');
    });

    it('that does not answer stops a counter that it would have to cover', async () => {
      const { serials } = world();
      store.isAway = true;
      const call = serials.next(Covered, { scope: { case: 'away' } });
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
