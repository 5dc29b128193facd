import { SqlHighWaterStore } from 'nestjs-redis-serial';
import { createPGlite } from 'local-postgres';
import { describeOnDatabases } from '../support/databases/describe-on.js';
import type { TestDatabase } from '../support/databases/test-database.js';
import { upTo } from '../support/range.js';

describeOnDatabases('SqlHighWaterStore', (open) => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await open();
  });
  afterAll(() => db.close());

  it('keeps the highest ceiling of each counter, whoever raises it and in whatever order', async () => {
    const { query, dialect } = db;
    const stores = upTo(3).map(() => new SqlHighWaterStore({ query, dialect }));
    const [store] = stores as [SqlHighWaterStore];
    expect(await store.read('serial:counter:{a}:all')).toBeUndefined();
    await store.raise('serial:counter:{a}:all', 1_000);
    await store.raise('serial:counter:{a}:all', 500);
    expect(await store.read('serial:counter:{a}:all')).toBe(1_000);
    await Promise.all(
      upTo(60).map((n) => (stores[n % 3] ?? store).raise('serial:counter:{a}:all', 1_000 + n)),
    );
    expect(await store.read('serial:counter:{a}:all')).toBe(1_060);
    expect(await store.read('serial:counter:{A}:all')).toBeUndefined();
    await store.raise("b'; DROP TABLE serial_high_water; --", Number.MAX_SAFE_INTEGER);
    expect(await store.read("b'; DROP TABLE serial_high_water; --")).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('gives each claim numbers of its own, above what was raised', async () => {
    const { query, dialect } = db;
    const stores = upTo(3).map(() => new SqlHighWaterStore({ query, dialect }));
    const [store] = stores as [SqlHighWaterStore];
    expect(await store.claim('claimed', 5)).toBe(5);
    const claims = await Promise.all(upTo(60).map((n) => (stores[n % 3] ?? store).claim('claimed', 10)));
    expect(claims.sort((a, b) => a - b)).toEqual(upTo(60).map((n) => 5 + n * 10));
    await store.raise('claimed', 10_000);
    expect(await store.claim('claimed', 1)).toBe(10_001);
    expect(await store.read('claimed')).toBe(10_001);
  });

  it('prunes the periods that were closed by then, with all below them, and nothing else', async () => {
    const { query, dialect } = db;
    const store = new SqlHighWaterStore({ query, dialect, table: 'pruned' });
    const closed = 's%:20_5\\';
    const kept = ['s%:', 's%:2026', 's%:2026/a', `${closed}5`, 'sx:20_5\\/a', 's%:2025\\/a'];
    for (const counter of [...kept, closed, `${closed}/a`, `${closed}/b`]) await store.raise(counter, 5);
    await store.raise(`closes/${closed}`, 1_000);
    await store.raise('closes/s%:2026', 2_000);
    expect(await store.prune(new Date(1_000))).toBe(0);
    expect(await store.prune(new Date(1_001))).toBe(4);
    for (const counter of kept) expect(await store.read(counter)).toBe(5);
    for (const counter of [closed, `${closed}/a`]) expect(await store.read(counter)).toBeUndefined();
    expect(await store.prune(new Date(1_001))).toBe(0);
  });

  it('makes the table that it is told, and goes on with one that is there', async () => {
    const { query, dialect } = db;
    await query('CREATE SCHEMA IF NOT EXISTS shop', []);
    const options = { query, dialect, table: 'shop.ceilings' };
    await Promise.all(upTo(8).map((n) => new SqlHighWaterStore(options).raise('c', n - 1)));
    expect(await new SqlHighWaterStore(options).read('c')).toBe(7);
  });
});

describe('SqlHighWaterStore', () => {
  it('fails when a statement does, and works again when that works', async () => {
    const db = await createPGlite();
    let away = true;
    const store = new SqlHighWaterStore({
      query: (sql, params) => (away ? Promise.reject(new Error('away')) : db.query(sql, params)),
    });
    await expect(store.read('c')).rejects.toThrow('away');
    away = false;
    await store.raise('c', 5);
    expect(await store.read('c')).toBe(5);
    await db.close();
  });

  it('does not believe a database that answers and does not keep', async () => {
    const store = new SqlHighWaterStore({ query: () => Promise.resolve([]) });
    await expect(store.raise('c', 5)).rejects.toThrow('it has none');
    const strange = new SqlHighWaterStore({ query: () => Promise.resolve('OK') });
    await expect(strange.read('c')).rejects.toThrow('query() must resolve to the rows');
    const text = new SqlHighWaterStore({ query: () => Promise.resolve({ rows: [{ ceiling: 'many' }] }) });
    await expect(text.read('c')).rejects.toThrow('no whole number');
  });

  it.each([
    ['rows as mysql2 answers them', [[{ ceiling: 5 }], ['fields']]],
    ['rows as TypeORM answers them', [{ ceiling: '5' }]],
    ['rows as pg answers them', { rows: [{ ceiling: 5n }] }],
  ])('reads %s', async (_, answer) => {
    expect(await new SqlHighWaterStore({ query: () => Promise.resolve(answer) }).read('c')).toBe(5);
  });

  it('writes for MySQL what MySQL reads', async () => {
    const said: string[] = [];
    const query = (sql: string): Promise<unknown> => {
      said.push(sql);
      if (sql.includes('LIKE') && sql.startsWith('SELECT'))
        return Promise.resolve([[{ counter: Buffer.from('closes/s:2025') }], []]);
      return Promise.resolve(
        sql.startsWith('SELECT') ? [[{ ceiling: 9 }], []] : [{ affectedRows: 2, insertId: 9 }, undefined],
      );
    };
    const store = new SqlHighWaterStore({ query, dialect: 'mysql' });
    await store.raise('c', 9);
    expect(await store.claim('c', 4)).toBe(9);
    expect(await store.prune(new Date())).toBe(4);
    const table = '`serial_high_water`';
    const insert = `INSERT INTO ${table} (counter, ceiling) VALUES (?, `;
    const select = `SELECT ceiling FROM ${table} WHERE counter = ?`;
    expect(said).toEqual([
      `CREATE TABLE IF NOT EXISTS ${table} (counter VARBINARY(768) PRIMARY KEY, ceiling BIGINT NOT NULL)`,
      `${insert}?) ON DUPLICATE KEY UPDATE ceiling = GREATEST(ceiling, VALUES(ceiling))`,
      select,
      `${insert}LAST_INSERT_ID(?)) ON DUPLICATE KEY UPDATE ceiling = LAST_INSERT_ID(ceiling + VALUES(ceiling))`,
      select,
      `SELECT counter FROM ${table} WHERE counter LIKE ? AND ceiling < ?`,
      `DELETE FROM ${table} WHERE counter = ? OR counter LIKE ?`,
      `DELETE FROM ${table} WHERE counter = ?`,
    ]);
  });

  it.each([['OK'], [[]], [[[{ ceiling: 9 }], []]], [{ rows: [] }]])(
    'does not take %j for what MySQL answers to a claim',
    async (answer) => {
      const store = new SqlHighWaterStore({ query: () => Promise.resolve(answer), dialect: 'mysql' });
      await expect(store.claim('c', 1)).rejects.toThrow('query() must answer what the driver answers');
    },
  );

  it('does not believe a claim that is not kept, or has no number', async () => {
    const forgets = (sql: string): Promise<unknown> =>
      Promise.resolve(sql.startsWith('INSERT') ? [{ ceiling: '5' }] : []);
    await expect(new SqlHighWaterStore({ query: forgets }).claim('c', 5)).rejects.toThrow('it has none');
    const mute = (): Promise<unknown> => Promise.resolve([{ affectedRows: 1, insertId: 0 }]);
    await expect(new SqlHighWaterStore({ query: mute, dialect: 'mysql' }).claim('c', 5)).rejects.toThrow(
      'did not answer',
    );
    const silent = new SqlHighWaterStore({ query: () => Promise.resolve([]) });
    await expect(silent.claim('c', 5)).rejects.toThrow('no whole number');
  });

  it.each([
    ['query', { query: 'SELECT' }],
    ['table', { query: () => Promise.resolve([]), table: 'a"; DROP TABLE b; --' }],
    ['dialect', { query: () => Promise.resolve([]), dialect: 'oracle' }],
  ])('refuses a mistaken %s', (path, options) => {
    const error: unknown = expect.objectContaining({ code: 'OPTIONS', path: `SqlHighWaterStore.${path}` });
    expect(() => new SqlHighWaterStore(options as never)).toThrow(error as Error);
  });
});
