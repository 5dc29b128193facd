import { defineSeries, SerialService, type SeriesChangedError, type Series } from 'nestjs-redis-serial';
import { worldOf, type OpenBackend } from '../backend.js';

export function keptAnswers(open: OpenBackend): void {
  describe('what an idempotency key was answered', () => {
    const world = worldOf(open);
    async function within<T>(series: Series, use: (serials: SerialService) => Promise<T>): Promise<T> {
      const app = await world().backend.app({ series: [series] });
      try {
        return await use(app.get(SerialService));
      } finally {
        await app.close();
      }
    }

    it.each(['strict', 'buffered'] as const)('stays, however the series is edited: %s', async (mode) => {
      const name = `kept-${mode}`;
      const zone = { timeZone: 'Asia/Shanghai', resetEvery: 'never', step: 5 } as const;
      const Was = defineSeries({ ...zone, name, mode, pattern: 'A-{shop}-{date:yyyyMMddHH}-{seq:4}' });
      const Is = defineSeries({ name, mode, pattern: 'NEW/{till}/{seq:6}' });
      const at = new Date('2097-06-14T20:00:00Z');
      const [one, two, many] = ['one', 'two', 'many'].map((idempotencyKey) => ({ idempotencyKey }));
      const given = await within(Was, async (serials) => ({
        // The second comes out of a buffer, where there is one.
        one: await serials.issue(Was, { scope: { shop: 'S1' }, ...one }),
        two: (await serials.next(Was, { scope: { shop: 'S1' } }))
          ? await serials.issue(Was, { scope: { shop: 'S1' }, ...two })
          : undefined,
        many: await serials.nextMany(Was, 3, { scope: { shop: 'S2' }, at, ...many }),
      }));
      expect(given.many).toEqual(['A-S2-2097061504-0001', 'A-S2-2097061504-0006', 'A-S2-2097061504-0011']);
      await within(Is, async (serials) => {
        const scope = { till: 'S1' };
        expect(await serials.next(Is, { scope })).toMatch(/^NEW\/S1\/\d{6}$/);
        expect(await serials.issue(Is, { scope, ...one })).toEqual({ ...given.one, replayed: true });
        expect(await serials.issue(Is, { scope, ...two })).toEqual({ ...given.two, replayed: true });
        expect(await serials.nextMany(Is, 3, { scope: { till: 'S2' }, ...many })).toEqual(given.many);
        await expect(serials.next(Is, { scope: { till: 'S2' }, ...one })).rejects.toMatchObject({
          message: `idempotencyKey: was used in series "${name}" for another {till}`,
        });
      });
    });

    it('stays hidden as it was: the secret is the same, the digits are not', async () => {
      const of = (pattern: string) => defineSeries({ name: 'kept-hidden', pattern, secret: 'a secret' });
      const [Was, Is] = [of('S{scramble:6}'), of('T{scramble:8}')];
      const options = { idempotencyKey: 'hidden' };
      const text = await within(Was, (serials) => serials.next(Was, options));
      expect(text).toMatch(/^S\d{6}$/);
      expect(await within(Is, (serials) => serials.next(Is, options))).toBe(text);
    });

    it('is refused where another secret has taken the place of the one that made it', async () => {
      const of = (secret: string, acceptChange?: string) =>
        defineSeries({ name: 'kept-secret', pattern: 'S{scramble:6}', secret, acceptChange });
      const options = { idempotencyKey: 'secret' };
      const Was = of('one');
      await within(Was, (serials) => serials.next(Was, options));
      const other = of('two');
      const { fingerprint } = await within(other, (serials) =>
        serials.next(other).then(
          () => fail(),
          (error: unknown) => error as SeriesChangedError,
        ),
      );
      const Is = of('two', fingerprint);
      await within(Is, (serials) =>
        expect(serials.next(Is, options)).rejects.toMatchObject({
          code: 'OPTIONS',
          message:
            'idempotencyKey: was used in series "kept-secret" when its texts were made in a way that is not known here, such as by another secret',
        }),
      );
    });
  });
}

function fail(): never {
  throw new Error('an edit was let pass that should not');
}
