import { defineSeries, SerialService } from 'nestjs-redis-serial';
import { upTo } from '../../support/range.js';
import { worldOf, type OpenBackend } from '../backend.js';

const MODES = ['strict', 'buffered'] as const;
const seriesOf = (mode: (typeof MODES)[number]) =>
  defineSeries({
    name: `sharded-${mode}`,
    pattern: 'H-{shop}-{seq:6}',
    mode,
    shards: 8,
    buffer: { size: 10 },
  });

export function shardedKeys(open: OpenBackend): void {
  describe.each(MODES)('idempotency keys over several shards: %s', (mode) => {
    const Order = seriesOf(mode);
    const world = worldOf(open, { series: [Order] });

    it('are one, also when calls of other scopes race', async () => {
      const { serials, elsewhere } = world();
      for (const round of upTo(10)) {
        const idempotencyKey = `race ${round}`;
        const calls = upTo(16).map(async (n) => {
          const scope = { shop: `S${n % 8}` };
          return await (n % 2 ? serials : elsewhere.serials).next(Order, { scope, idempotencyKey });
        });
        const settled = await Promise.allSettled(calls);
        const texts = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
        const errors = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
        expect([new Set(texts).size, texts.length]).toEqual([1, 2]);
        for (const error of errors) expect(error).toMatchObject({ path: 'idempotencyKey', code: 'OPTIONS' });
      }
    });

    it('say for which variable they were used otherwise', async () => {
      const { serials, elsewhere } = world();
      const idempotencyKey = 'other';
      const given = await serials.issue(Order, { scope: { shop: 'A' }, idempotencyKey });
      for (const shop of ['B', 'C', 'D', 'E'])
        await expect(
          elsewhere.serials.next(Order, { scope: { shop }, idempotencyKey }),
        ).rejects.toMatchObject({
          message: `idempotencyKey: was used in series "${Order.name}" for another {shop}`,
        });
      const again = await elsewhere.serials.issue(Order, { scope: { shop: 'A' }, idempotencyKey });
      expect(again).toEqual({ ...given, replayed: true });
    });

    it('answer what was answered where an edit has added a variable since', async () => {
      const { serials, backend } = world();
      const idempotencyKey = 'edited';
      const text = await serials.next(Order, { scope: { shop: 'A' }, idempotencyKey });
      const Edited = defineSeries({ name: Order.name, pattern: 'I-{shop}-{till}-{seq:6}', mode, shards: 8 });
      const app = await backend.app({ series: [Edited] });
      const now = app.get(SerialService);
      for (const till of ['1', '2', '3'])
        expect(await now.next(Edited, { scope: { shop: 'A', till }, idempotencyKey })).toBe(text);
      await app.close();
    });
  });
}
