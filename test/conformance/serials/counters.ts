import { InvalidSerialError, SeriesExhaustedError } from 'nestjs-redis-serial';
import { worldOf, type OpenBackend } from '../backend.js';
import { Daily, Plain, SERIES, Tens, Wide } from './series.js';

export function exhaustion(open: OpenBackend): void {
  describe('exhaustion', () => {
    const world = worldOf(open, { series: SERIES });

    it('is an error that says where the counter stands', async () => {
      const { serials } = world();
      const scope = { case: 'end' };
      await serials.nextMany(Tens, 5, { scope });
      const call = serials.next(Tens, { scope });
      await expect(call).rejects.toBeInstanceOf(SeriesExhaustedError);
      await expect(call).rejects.toMatchObject({
        code: 'SERIES_EXHAUSTED',
        message: `Series "tens" can't give that many more numbers in period all: the last given is 50, max is 50`,
        value: 50,
        max: 50,
      });
    });

    it('takes none when there are too few', async () => {
      const { serials } = world();
      const scope = { case: 'few' };
      await expect(serials.nextMany(Tens, 6, { scope })).rejects.toMatchObject({ value: undefined });
      expect(await serials.next(Tens, { scope })).toBe('T-few-10');
      await expect(serials.nextMany(Tens, 5, { scope })).rejects.toBeInstanceOf(SeriesExhaustedError);
      expect(await serials.nextMany(Tens, 4, { scope })).toHaveLength(4);
    });

    it('gives those what is left for whom there is enough', async () => {
      const { serials } = world();
      const scope = { case: 'some' };
      const many = [3, 3, 2].map((count) => serials.nextMany(Tens, count, { scope }));
      const results = await Promise.allSettled(many);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    });

    it('still answers what an idempotency key was given', async () => {
      const { serials } = world();
      const scope = { case: 'key' };
      const options = { scope, idempotencyKey: 'exhausted' };
      const first = await serials.next(Tens, options);
      await serials.nextMany(Tens, 4, { scope });
      expect(await serials.next(Tens, options)).toBe(first);
      await expect(serials.next(Tens, { scope, idempotencyKey: 'more' })).rejects.toBeInstanceOf(
        SeriesExhaustedError,
      );
    });

    it('is not reached where the text widens', async () => {
      const { serials } = world();
      const texts = await serials.nextMany(Wide, 11, { scope: { case: 'w' } });
      expect(texts.slice(-3)).toEqual(['W-w-9', 'W-w-10', 'W-w-11']);
    });
  });
}

export function reading(open: OpenBackend): void {
  describe('peek, advanceTo, parse', () => {
    const world = worldOf(open, { series: SERIES });

    it('peek tells of a counter without numbers', async () => {
      const { serials } = world();
      expect(await serials.peek(Tens, { scope: { case: 'new' } })).toEqual({
        value: 0,
        next: 'T-new-10',
        remaining: 5,
        capacity: 5,
        period: 'all',
        pending: 0,
      });
    });

    it('peek takes nothing', async () => {
      const { serials, elsewhere } = world();
      const scope = { case: 'peek' };
      await serials.nextMany(Tens, 2, { scope });
      expect(await elsewhere.serials.peek(Tens, { scope })).toMatchObject({ value: 20, next: 'T-peek-30' });
      expect(await serials.next(Tens, { scope })).toBe('T-peek-30');
    });

    it('peek tells of a counter that is used up', async () => {
      const { serials } = world();
      const scope = { case: 'used' };
      await serials.nextMany(Tens, 5, { scope });
      expect(await serials.peek(Tens, { scope })).toMatchObject({ value: 50, next: undefined, remaining: 0 });
    });

    it('advanceTo lifts a counter and never lowers it', async () => {
      const { serials, elsewhere } = world();
      const scope = { case: 'lift' };
      expect(await serials.advanceTo(Plain, 100, { scope })).toBe(100);
      expect(await elsewhere.serials.advanceTo(Plain, 50, { scope })).toBe(100);
      expect(await serials.next(Plain, { scope })).toBe('P-lift-000101');
    });

    it('advanceTo a value between two numbers goes on with the next one', async () => {
      const { serials } = world();
      const scope = { case: 'between' };
      expect(await serials.advanceTo(Tens, 25, { scope })).toBe(25);
      expect(await serials.peek(Tens, { scope })).toMatchObject({ next: 'T-between-30', remaining: 3 });
      expect(await serials.next(Tens, { scope })).toBe('T-between-30');
    });

    it('advanceTo refuses what the series can not hold', async () => {
      const { serials } = world();
      await expect(serials.advanceTo(Tens, 51, { scope: { case: 'above' } })).rejects.toMatchObject({
        code: 'OPTIONS',
        path: 'value',
      });
    });

    it('parse tells what a text says', () => {
      const { serials } = world();
      expect(serials.parse(Daily, 'D-a-20260201-0042')).toEqual({
        value: 42,
        scope: { case: 'a' },
        period: '2026-02-01',
        from: new Date('2026-01-31T16:00:00Z'),
        to: new Date('2026-02-01T16:00:00Z'),
      });
    });

    it('parse says where and why a text is none', () => {
      const { serials } = world();
      expect(() => serials.parse(Daily, 'D-a-20260230-0042')).toThrow(InvalidSerialError);
      expect(serials.isValid(Daily, 'D-a-20260230-0042')).toBe(false);
    });
  });
}
