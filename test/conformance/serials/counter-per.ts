import { defineSeries } from 'nestjs-redis-serial';
import { worldOf, type OpenBackend } from '../backend.js';

const Invoices = defineSeries({ name: 'per-tenant', pattern: 'INV-{seq:4}', counterPer: ['tenant'] });
const Papers = defineSeries({ name: 'labelled', pattern: '{kind}/{store}-{seq:4}', counterPer: ['store'] });
const Tickets = defineSeries({
  name: 'labelled-tickets',
  pattern: '{kind}-{seq:6}',
  counterPer: ['hall'],
  mode: 'buffered',
  buffer: { size: 10 },
});

export function counterPer(open: OpenBackend): void {
  describe('counterPer', () => {
    const world = worldOf(open, { series: [Invoices, Papers, Tickets] });

    it('gives each value of a hidden variable its own numbers', async () => {
      const { serials, elsewhere } = world();
      const scopes = ['acme', 'zeta', 'acme'].map((tenant) => ({ scope: { tenant } }));
      const given = await Promise.all(scopes.map((options) => serials.issue(Invoices, options)));
      expect(given.map(({ text }) => text)).toEqual(['INV-0001', 'INV-0001', 'INV-0002']);
      expect(given.map(({ scope }) => scope)).toEqual(scopes.map(({ scope }) => scope));
      expect(await elsewhere.serials.next(Invoices, { scope: { tenant: 'zeta' } })).toBe('INV-0002');
      const { next, value } = await serials.peek(Invoices, { scope: { tenant: 'acme' } });
      expect([next, value]).toEqual(['INV-0003', 2]);
      const scope = { tenant: 'zeta' };
      expect(serials.parse(Invoices, 'INV-0002', { scope })).toEqual({ value: 2, scope, period: 'all' });
    });

    it('counts labels together, and writes each with its own', async () => {
      const { serials } = world();
      const kinds = ['INV', 'CN', 'INV', 'CN', 'CN'];
      const issued = await Promise.all(
        kinds.map((kind) => serials.issue(Papers, { scope: { kind, store: 'SH' } })),
      );
      expect(issued.map(({ text }) => text)).toEqual([
        'INV/SH-0001',
        'CN/SH-0002',
        'INV/SH-0003',
        'CN/SH-0004',
        'CN/SH-0005',
      ]);
      expect(issued.map(({ scope }) => scope.kind)).toEqual(kinds);
      expect(await serials.nextMany(Papers, 2, { scope: { kind: 'DN', store: 'SH' } })).toEqual([
        'DN/SH-0006',
        'DN/SH-0007',
      ]);
      expect(await serials.next(Papers, { scope: { kind: 'INV', store: 'BJ' } })).toBe('INV/BJ-0001');
    });

    it('gives a repeated call its number with its label, and refuses its key to another one', async () => {
      const { serials, elsewhere } = world();
      const call = (kind: string): { scope: { kind: string; store: string }; idempotencyKey: string } => ({
        scope: { kind, store: 'once' },
        idempotencyKey: 'order 7',
      });
      const first = await serials.next(Papers, call('INV'));
      expect(first).toBe('INV/once-0001');
      expect(await elsewhere.serials.next(Papers, call('INV'))).toBe(first);
      await expect(serials.next(Papers, call('CN'))).rejects.toThrow('for another {kind}');
      const tenants = ['A', 'B'].map((tenant) => ({ scope: { tenant }, idempotencyKey: 'order 8' }));
      expect(await serials.next(Invoices, tenants[0] ?? { scope: { tenant: '' } })).toBe('INV-0001');
      await expect(serials.next(Invoices, tenants[1] ?? { scope: { tenant: '' } })).rejects.toThrow(
        'for another {tenant}',
      );
    });

    it('does so with buffered numbers, whoever fetched them', async () => {
      const { serials } = world();
      const hall = 'main';
      const kinds = ['A', 'B', 'A', 'C', 'B'];
      const texts = await Promise.all(kinds.map((kind) => serials.next(Tickets, { scope: { kind, hall } })));
      expect(texts).toEqual(['A-000001', 'B-000002', 'A-000003', 'C-000004', 'B-000005']);
      const keyed = { scope: { kind: 'D', hall }, idempotencyKey: 'seat 6' };
      const sixth = await serials.next(Tickets, keyed);
      expect(sixth).toBe('D-000006');
      expect(await serials.next(Tickets, keyed)).toBe(sixth);
    });

    it('tells the history of a counter, which knows no labels', async () => {
      const { serials } = world();
      await serials.advanceTo(Papers, 70, { scope: { kind: 'INV', store: 'told' } });
      expect(await serials.next(Papers, { scope: { kind: 'CN', store: 'told' } })).toBe('CN/told-0071');
      const [event] = await serials.history(Papers, { scope: { kind: 'CN', store: 'told' } });
      expect(event).toMatchObject({ kind: 'advanced', to: 70, scope: { store: 'told' } });
    });
  });
}
