import { defineSeries, RecoveryError } from 'nestjs-redis-serial';
import { worldOf, type LosingBackend, type OpenBackend } from '../backend.js';
import { Ceilings } from '../ceilings.js';

export function lostCeilings(open: OpenBackend<LosingBackend>): void {
  describe('a high-water store', () => {
    const store = new Ceilings();
    const Covered = defineSeries({
      name: 'covered',
      pattern: 'C-{case}-{seq:6}',
      durability: { highWater: store, ahead: 10 },
    });
    const world = worldOf(open, { series: [Covered] });
    const ceilingOf = (name: string): number =>
      [...store.recorded].find(([key]) => key.includes(name))?.[1] ?? 0;

    it('has numbers go on above its ceiling after all was lost, whoever takes them', async () => {
      const { backend, serials, elsewhere } = world();
      const scope = { case: 'all' };
      await serials.nextMany(Covered, 3, { scope });
      const ceiling = ceilingOf('all');
      expect(ceiling).toBeGreaterThan(3);
      await backend.lose();
      expect((await elsewhere.serials.issue(Covered, { scope })).value).toBe(ceiling + 1);
      expect((await serials.issue(Covered, { scope })).value).toBe(ceiling + 2);
    });

    it('has them go on above its ceiling when a replica took over', async () => {
      const { backend, serials, elsewhere } = world();
      const scope = { case: 'some' };
      await serials.nextMany(Covered, 3, { scope });
      await backend.stopReplication();
      await serials.nextMany(Covered, 25, { scope });
      const ceiling = ceilingOf('some');
      expect(ceiling).toBeGreaterThanOrEqual(28);
      await backend.failOver();
      expect((await elsewhere.serials.issue(Covered, { scope })).value).toBe(ceiling + 1);
      expect((await serials.issue(Covered, { scope })).value).toBe(ceiling + 2);
    });

    it.each(['lose', 'failOver'] as const)('has to be asked after %s before there are more', async (loss) => {
      const { backend, serials } = world();
      const scope = { case: `asked-${loss}` };
      await serials.next(Covered, { scope });
      await backend[loss]();
      store.isAway = true;
      await expect(serials.next(Covered, { scope })).rejects.toBeInstanceOf(RecoveryError);
      store.isAway = false;
      expect((await serials.issue(Covered, { scope })).value).toBeGreaterThan(1);
    });
  });
}
