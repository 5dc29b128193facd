import { upTo } from '../../support/range.js';
import { worldOf, type OpenBackend } from '../backend.js';
import { Brief, Buffered, Daily, Plain, SERIES, Tens } from './series.js';

export function idempotency(open: OpenBackend): void {
  describe('idempotency keys', () => {
    const world = worldOf(open, { series: SERIES });

    it('answer the same number again, also to another app', async () => {
      const { serials, elsewhere } = world();
      const options = { scope: { case: 'again' }, idempotencyKey: 'again' };
      const first = await serials.issue(Plain, options);
      const second = await elsewhere.serials.issue(Plain, options);
      expect([first.replayed, second.replayed]).toEqual([false, true]);
      expect(second).toEqual({ ...first, replayed: true });
      expect(await serials.next(Plain, { scope: { case: 'again' } })).toBe('P-again-000002');
    });

    it('answer one number when calls race', async () => {
      const { serials, elsewhere } = world();
      const options = { scope: { case: 'race' }, idempotencyKey: 'race' };
      const texts = await Promise.all(
        upTo(20).map((n) => (n % 2 ? serials : elsewhere.serials).next(Plain, options)),
      );
      expect(new Set(texts)).toEqual(new Set(['P-race-000001']));
    });

    it('stand for several numbers', async () => {
      const { serials } = world();
      const options = { scope: { case: 'several' }, idempotencyKey: 'several' };
      const texts = await serials.nextMany(Plain, 3, options);
      expect(await serials.nextMany(Plain, 3, options)).toEqual(texts);
    });

    it('are refused for another number of numbers', async () => {
      const { serials } = world();
      const options = { scope: { case: 'count' }, idempotencyKey: 'count' };
      await serials.nextMany(Plain, 3, options);
      await expect(serials.nextMany(Plain, 2, options)).rejects.toMatchObject({
        code: 'OPTIONS',
        message: 'idempotencyKey: was used in series "plain" for 3 numbers, not for 2',
      });
    });

    it('are refused for another scope', async () => {
      const { serials } = world();
      await serials.next(Plain, { scope: { case: 'one' }, idempotencyKey: 'scope' });
      await expect(
        serials.next(Plain, { scope: { case: 'two' }, idempotencyKey: 'scope' }),
      ).rejects.toMatchObject({ message: 'idempotencyKey: was used in series "plain" for another {case}' });
    });

    it('are apart from those of other series', async () => {
      const { serials } = world();
      await serials.next(Plain, { scope: { case: 'apart' }, idempotencyKey: 'apart' });
      expect(await serials.next(Tens, { scope: { case: 'apart' }, idempotencyKey: 'apart' })).toBe(
        'T-apart-10',
      );
    });

    it('are forgotten after idempotencyTtl', async () => {
      const { serials, backend } = world();
      const options = { scope: { case: 'ttl' }, idempotencyKey: 'ttl' };
      expect(await serials.next(Brief, options)).toBe('B-ttl-0001');
      expect(await serials.next(Brief, options)).toBe('B-ttl-0001');
      const texts = new Set<string>();
      await backend.until('another one is given', async () => {
        return texts.add(await serials.next(Brief, options)).size > 1;
      });
      expect([...texts]).toEqual(['B-ttl-0001', 'B-ttl-0002']);
    });

    it('keep the period that they were given in', async () => {
      const { serials } = world();
      const options = {
        scope: { case: 'p' },
        idempotencyKey: 'period',
        at: new Date('2097-06-14T12:00:00Z'),
      };
      const first = await serials.next(Daily, options);
      expect(first).toBe('D-p-20970614-0001');
      expect(await serials.next(Daily, { ...options, at: new Date('2097-06-10T12:00:00Z') })).toBe(first);
    });

    it('hold in mode buffered', async () => {
      const { serials, elsewhere } = world();
      const scope = { case: 'buffered' };
      await serials.next(Buffered, { scope });
      const first = await serials.next(Buffered, { scope, idempotencyKey: 'buffered' });
      expect(await elsewhere.serials.next(Buffered, { scope, idempotencyKey: 'buffered' })).toBe(first);
      expect(await serials.next(Buffered, { scope, idempotencyKey: 'buffered' })).toBe(first);
    });
  });
}
