import { SerialService } from 'nestjs-redis-serial';
import { upTo } from '../../support/range.js';
import { worldOf, type OpenBackend } from '../backend.js';
import { Buffered, SERIES } from './series.js';

const valueOf = (text: string): number => Number(text.slice(-6));

export function bufferedNumbers(open: OpenBackend): void {
  describe('buffered numbers', () => {
    const world = worldOf(open, { series: SERIES });

    it('rise within an app, from 1', async () => {
      const { serials } = world();
      const texts = await Promise.all(
        upTo(30).map(() => serials.next(Buffered, { scope: { case: 'rise' } })),
      );
      expect(texts.map(valueOf)).toEqual(upTo(30));
    });

    it('are none twice over two apps', async () => {
      const { serials, elsewhere } = world();
      const scope = { case: 'both' };
      const texts = await Promise.all(
        upTo(100).map((n) => (n % 2 ? serials : elsewhere.serials).next(Buffered, { scope })),
      );
      expect(new Set(texts).size).toBe(100);
    });

    it('leave a first block to the app that asked first', async () => {
      const { serials, elsewhere } = world();
      const scope = { case: 'block' };
      expect(valueOf(await serials.next(Buffered, { scope }))).toBe(1);
      expect(valueOf(await elsewhere.serials.next(Buffered, { scope }))).toBeGreaterThan(10);
      expect(valueOf(await serials.next(Buffered, { scope }))).toBe(2);
    });

    it('are looked at as this app would give them', async () => {
      const { serials } = world();
      const scope = { case: 'peek' };
      await serials.next(Buffered, { scope });
      expect(await serials.peek(Buffered, { scope })).toMatchObject({ next: 'Q-peek-000002' });
    });

    it('go on above what the counter was lifted to', async () => {
      const { serials } = world();
      const scope = { case: 'lift' };
      await serials.next(Buffered, { scope });
      await serials.advanceTo(Buffered, 500, { scope });
      expect(valueOf(await serials.next(Buffered, { scope }))).toBeGreaterThan(500);
    });

    it('that were not used stay out below what the counter was lifted to', async () => {
      const { serials, backend } = world();
      const scope = { case: 'floor' };
      const app = await backend.app({ series: SERIES });
      expect(valueOf(await app.get(SerialService).next(Buffered, { scope }))).toBe(1);
      await serials.advanceTo(Buffered, 5, { scope });
      await app.close();
      expect(valueOf(await serials.next(Buffered, { scope }))).toBeGreaterThan(5);
    });

    it('that were not used come again after an app was closed', async () => {
      const { backend } = world();
      const scope = { case: 'close' };
      for (const expected of ['Q-close-000001', 'Q-close-000002']) {
        const app = await backend.app({ series: SERIES });
        expect(await app.get(SerialService).next(Buffered, { scope })).toBe(expected);
        await app.close();
      }
    });
  });
}
