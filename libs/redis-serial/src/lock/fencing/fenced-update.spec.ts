import { OptionsError } from '../../common/options.error.js';
import { fencedUpdate } from './fenced-update.js';
import type { FencedUpdateOptions } from './fenced-update.options.js';

const ORDER = { table: 'orders', set: { total: 5 }, where: { id: 7 }, fence: 42 };

const refusal = (mistaken: object): string => {
  try {
    fencedUpdate({ ...ORDER, ...mistaken });
  } catch (error) {
    if (error instanceof OptionsError) return `${error.path} | ${error.message}`;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('fencedUpdate', () => {
  it('writes the columns and the fence, where no higher fence has written', () => {
    expect(fencedUpdate({ ...ORDER, set: { total: 5, note: 'paid' }, where: { id: 7, shop: 'SH' } })).toEqual(
      {
        sql:
          'UPDATE "orders" SET "total" = $1, "note" = $2, "fence" = $3 ' +
          'WHERE "id" = $4 AND "shop" = $5 AND ("fence" IS NULL OR "fence" <= $6)',
        params: [5, 'paid', 42, 7, 'SH', 42],
      },
    );
  });

  it('writes the same for MySQL, with the values in the order of the text', () => {
    expect(fencedUpdate({ ...ORDER, table: 'shop.orders', fenceColumn: 'seen', dialect: 'mysql' })).toEqual({
      sql: 'UPDATE `shop`.`orders` SET `total` = ?, `seen` = ? WHERE `id` = ? AND (`seen` IS NULL OR `seen` <= ?)',
      params: [5, 42, 7, 42],
    });
  });

  it('quotes each part of a name, whatever the language and reserved words', () => {
    const { sql } = fencedUpdate({ ...ORDER, table: 'order.user', set: { 金额: 1, select$2: 2 } });
    expect(sql).toContain('UPDATE "order"."user" SET "金额" = $1, "select$2" = $2,');
  });

  it('asks for NULL where a condition is null, and writes NULL where a column is', () => {
    expect(fencedUpdate({ ...ORDER, set: { note: null }, where: { id: 7, deleted_at: null } })).toEqual({
      sql:
        'UPDATE "orders" SET "note" = $1, "fence" = $2 ' +
        'WHERE "id" = $3 AND "deleted_at" IS NULL AND ("fence" IS NULL OR "fence" <= $4)',
      params: [null, 42, 7, 42],
    });
  });

  it('never writes a value into the SQL', () => {
    const evil = `'; DROP TABLE orders; --`;
    for (const dialect of ['postgres', 'mysql'] as const) {
      const { sql, params } = fencedUpdate({ ...ORDER, set: { note: evil }, where: { id: evil }, dialect });
      expect(sql).not.toContain('DROP');
      expect(params).toEqual([evil, 42, evil, 42]);
    }
  });

  it('lets each client bring its own kinds of values', () => {
    const values = { at: new Date(0), bytes: Buffer.from('x'), big: 1n, yes: true };
    expect(fencedUpdate({ ...ORDER, set: values, dialect: 'mysql' }).params).toEqual([
      ...Object.values(values),
      42,
      7,
      42,
    ]);
    expect(fencedUpdate({ ...ORDER, set: { lines: [{ sku: 'a' }] } }).params[0]).toEqual([{ sku: 'a' }]);
  });

  it.each([
    [{ table: 'orders; DROP TABLE orders' }, 'table | table: expected a table'],
    [{ table: 'a.b.c' }, 'table | table: expected a table'],
    [{ table: 'or"ders' }, 'table | '],
    [{ table: '' }, 'table | '],
    [{ table: undefined }, 'table | '],
    [{ set: {} }, 'set | set: expected one column at least'],
    [{ set: undefined }, 'set | set: expected an object of columns'],
    [{ set: [1] }, 'set | set: expected an object of columns'],
    [{ set: { 'a" = 1, "b': 1 } }, 'set | set: expected names of 1 to 64 letters'],
    [{ set: { 'orders.total': 1 } }, 'set | '],
    [{ set: { total: undefined } }, 'set.total | set.total: is undefined; write null for NULL'],
    [{ set: { total: () => 1 } }, 'set.total | '],
    [{ set: { fence: 1 } }, 'set.fence | set.fence: is written by itself'],
    [{ set: { seen: 1 }, fenceColumn: 'seen' }, 'set.seen | '],
    [{ where: {} }, 'where | where: expected one column at least'],
    [{ where: { id: undefined } }, 'where.id | where.id: is undefined; write null for NULL'],
    [{ where: { '1=1 OR id': 7 } }, 'where | where: expected names'],
    [{ where: { id: { id: 1 } }, dialect: 'mysql' }, 'where.id | where.id: expected a text, number'],
    [{ where: { id: [1, 2] }, dialect: 'mysql' }, 'where.id | '],
    [{ fence: 1.5 }, 'fence | fence: expected a whole number, 0 or more, got 1.5'],
    [{ fence: 2 ** 53 }, 'fence | '],
    [{ fence: '42' }, 'fence | '],
    [{ fence: Number.NaN }, 'fence | '],
    [{ fence: undefined }, 'fence | '],
    [{ fenceColumn: 'no column' }, 'fenceColumn | fenceColumn: expected a column'],
    [{ dialect: 'sqlite' }, `dialect | dialect: expected one of 'postgres', 'mysql', got 'sqlite'`],
    [{ fenceColum: 'seen' }, 'fenceColum | fenceColum: there is no such option'],
  ])('refuses %j with the path and what is allowed', (mistaken, message) => {
    expect(refusal(mistaken)).toContain(message);
  });

  it('refuses what is no object at all', () => {
    expect(() => fencedUpdate(undefined as unknown as FencedUpdateOptions)).toThrow(OptionsError);
  });
});
