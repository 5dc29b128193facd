import { OptionsError, SerialEvents, SerialService, SeriesUnknownError } from 'nestjs-redis-serial';
import { worldOf, type OpenBackend } from '../backend.js';
import { Gapless, Plain, SERIES, Tens } from './series.js';

export function recover(open: OpenBackend): void {
  describe('recover', () => {
    const world = worldOf(open, { series: SERIES });

    it('leaves everything as it is where nothing was put back', async () => {
      const { serials, elsewhere } = world();
      const scope = { case: 'whole' };
      await serials.nextMany(Plain, 3, { scope });
      await elsewhere.serials.next(Plain, { scope });
      await serials.recover(Plain);
      expect(await serials.next(Plain, { scope })).toBe('P-whole-000005');
      expect(await elsewhere.serials.next(Plain, { scope })).toBe('P-whole-000006');
      expect(await serials.history(Plain)).toMatchObject([
        {
          kind: 'recovered',
          heard: 2,
          unheard: 0,
          leftOut: 0,
          why: expect.stringMatching(/^recover\(\) was/) as string,
        },
      ]);
    });

    it('is shared by calls at the same time, in one process and in several', async () => {
      const { serials, elsewhere } = world();
      await serials.next(Tens, { scope: { case: 'shared' } });
      await Promise.all([serials, serials, elsewhere.serials].map((one) => one.recover('tens')));
      const times = (await serials.history(Tens)).length;
      // The other process may come a moment late, and has one of its own then.
      expect([1, 2]).toContain(times);
    });

    it('is told to all as the end of a recovery, not as a loss', async () => {
      const { backend } = world();
      const apps = [await backend.app({ series: SERIES }), await backend.app({ series: SERIES })];
      const told: string[] = [];
      for (const app of apps) {
        await app.get(SerialService).next(Plain, { scope: { case: 'told' } });
        app.get(SerialEvents).on('lost', () => told.push('lost'));
        app.get(SerialEvents).on('recovered', ({ exact }) => told.push(exact ? 'exact' : 'not exact'));
      }
      await apps[0]?.get(SerialService).recover(Plain);
      await backend.until('both were told', () => told.length >= 2);
      expect(told).toEqual(['exact', 'exact']);
      await Promise.all(apps.map((app) => app.close()));
    });

    it('makes a series that nobody has used yet', async () => {
      const { serials } = world();
      await serials.recover('checked');
      expect(await serials.next('checked', { scope: { case: 'A' } })).toMatch(/^A0001/);
    });

    it('is not for a gapless series, nor for one that nobody knows', async () => {
      const { serials } = world();
      await expect(serials.recover(Gapless)).rejects.toBeInstanceOf(OptionsError);
      await expect(serials.recover('nobody knows')).rejects.toBeInstanceOf(SeriesUnknownError);
    });
  });
}
