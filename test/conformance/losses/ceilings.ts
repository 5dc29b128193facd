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
    /** The ceiling of the shard that all counters here lie in. */
    const ceilingNow = (): number =>
      [...store.recorded].find(([name]) => !name.slice(name.indexOf('}')).includes('/'))?.[1] ?? 0;

    it('has numbers go on above its ceiling after all was lost, whoever takes them', async () => {
      const { backend, serials, elsewhere } = world();
      const scope = { case: 'all' };
      await serials.nextMany(Covered, 3, { scope });
      const ceiling = ceilingNow();
      expect(ceiling).toBeGreaterThanOrEqual(3);
      await backend.lose();
      expect((await elsewhere.serials.issue(Covered, { scope })).value).toBe(ceiling + 1);
      expect((await serials.issue(Covered, { scope })).value).toBe(ceiling + 2);
    });

    it('has them go on where they were when a replica took over, as far as living processes know', async () => {
      const { backend, serials, elsewhere } = world();
      const scope = { case: 'some' };
      const [, , third] = await serials.nextMany(Covered, 3, { scope });
      await backend.stopReplication();
      await serials.nextMany(Covered, 25, { scope });
      await backend.failOver();
      const { value } = serials.parse(Covered, third ?? '');
      expect((await elsewhere.serials.issue(Covered, { scope })).value).toBe(value + 26);
      expect((await serials.issue(Covered, { scope })).value).toBe(value + 27);
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
