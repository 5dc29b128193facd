import { SqlHighWaterStore } from 'nestjs-redis-serial';
import { Pool } from 'pg';
import { createPGlite, PostgresServer } from 'local-postgres';
import { describeUnless } from '../support/describe-unless.js';
import { upTo } from '../support/range.js';

interface Database {
  readonly query: (sql: string, params: unknown[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

async function pglite(): Promise<Database> {
  const db = await createPGlite();
  return { query: (sql, params) => db.query(sql, params), close: () => db.close() };
}

async function postgresServer(): Promise<Database> {
  const server = await PostgresServer.start();
  const pool = new Pool({ connectionString: server.url });
  return {
    query: (sql, params) => pool.query(sql, params),
    close: async () => {
      await pool.end();
      await server.stop();
    },
  };
}

const storeOn = (open: () => Promise<Database>) => (): void => {
  let db: Database;

  beforeAll(async () => {
    db = await open();
  });
  afterAll(() => db.close());

  it('keeps the highest ceiling of each counter, whoever raises it and in whatever order', async () => {
    const { query } = db;
    const stores = upTo(3).map(() => new SqlHighWaterStore({ query }));
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

  it('makes the table that it is told, and goes on with one that is there', async () => {
    const { query } = db;
    await query('CREATE SCHEMA IF NOT EXISTS shop', []);
    const options = { query, table: 'shop.ceilings' };
    await Promise.all(upTo(8).map((n) => new SqlHighWaterStore(options).raise('c', n - 1)));
    expect(await new SqlHighWaterStore(options).read('c')).toBe(7);
  });
};

describe('SqlHighWaterStore on PGlite', storeOn(pglite));
describeUnless(
  await PostgresServer.missing(),
  'SqlHighWaterStore on a PostgreSQL server',
  storeOn(postgresServer),
);

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
      return Promise.resolve([[{ ceiling: 9 }], []]);
    };
    await new SqlHighWaterStore({ query, dialect: 'mysql' }).raise('c', 9);
    expect(said).toEqual([
      'CREATE TABLE IF NOT EXISTS `serial_high_water` (counter VARBINARY(768) PRIMARY KEY, ceiling BIGINT NOT NULL)',
      'INSERT INTO `serial_high_water` (counter, ceiling) VALUES (?, ?) ON DUPLICATE KEY UPDATE ceiling = GREATEST(ceiling, VALUES(ceiling))',
      'SELECT ceiling FROM `serial_high_water` WHERE counter = ?',
    ]);
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
