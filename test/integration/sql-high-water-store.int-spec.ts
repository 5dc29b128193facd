import { SqlHighWaterStore } from 'nestjs-redis-serial';
import { Pool } from 'pg';
import { createPGlite, PostgresServer } from 'local-postgres';
import { describeUnless } from '../support/describe-unless.js';
import { upTo } from '../support/range.js';

interface Database {
  readonly query: (sql: string, params: unknown[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

async function rowsOf(query: Database['query'], sql: string): Promise<unknown[]> {
  return ((await query(sql, [])) as { rows: unknown[] }).rows;
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

  it('gives each claim numbers of its own, above what was raised', async () => {
    const { query } = db;
    const stores = upTo(3).map(() => new SqlHighWaterStore({ query }));
    const [store] = stores as [SqlHighWaterStore];
    expect(await store.claim('claimed', 5)).toBe(5);
    const claims = await Promise.all(upTo(60).map((n) => (stores[n % 3] ?? store).claim('claimed', 10)));
    expect(claims.sort((a, b) => a - b)).toEqual(upTo(60).map((n) => 5 + n * 10));
    await store.raise('claimed', 10_000);
    expect(await store.claim('claimed', 1)).toBe(10_001);
    expect(await store.read('claimed')).toBe(10_001);
  });

  it('prunes what was not raised since, and counts it', async () => {
    const { query } = db;
    const store = new SqlHighWaterStore({ query, table: 'pruned' });
    for (const counter of ['old', 'raised', 'lower', 'claimed']) await store.raise(counter, 5);
    await query('UPDATE pruned SET raised_at = raised_at - 1000', []);
    const [{ now }] = (await rowsOf(query, 'SELECT MIN(raised_at) + 500 AS now FROM pruned')) as [
      { now: string },
    ];
    await store.raise('raised', 6);
    await store.raise('lower', 4);
    await store.claim('claimed', 1);
    expect(await store.prune(new Date(Number(now)))).toBe(1);
    expect(await store.read('old')).toBeUndefined();
    expect(await Promise.all(['raised', 'lower', 'claimed'].map((one) => store.read(one)))).toEqual([
      6, 5, 6,
    ]);
    expect(await store.prune(new Date(Number(now)))).toBe(0);
    expect(Math.abs(Number(now) - Date.now())).toBeLessThan(60_000);
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
      return Promise.resolve(
        sql.startsWith('SELECT') ? [[{ ceiling: 9 }], []] : [{ affectedRows: 2, insertId: 9 }, undefined],
      );
    };
    const store = new SqlHighWaterStore({ query, dialect: 'mysql' });
    await store.raise('c', 9);
    expect(await store.claim('c', 4)).toBe(9);
    expect(await store.prune(new Date())).toBe(2);
    const insert = 'INSERT INTO `serial_high_water` (counter, ceiling, raised_at) VALUES (?, ';
    const now = '(UNIX_TIMESTAMP() + 1) * 1000';
    const select = 'SELECT ceiling FROM `serial_high_water` WHERE counter = ?';
    expect(said).toEqual([
      'CREATE TABLE IF NOT EXISTS `serial_high_water` (counter VARBINARY(768) PRIMARY KEY, ceiling BIGINT NOT NULL, raised_at BIGINT NOT NULL)',
      `${insert}?, ${now}) ON DUPLICATE KEY UPDATE ceiling = GREATEST(ceiling, VALUES(ceiling)), raised_at = ${now}`,
      select,
      `${insert}LAST_INSERT_ID(?), ${now}) ON DUPLICATE KEY UPDATE ceiling = LAST_INSERT_ID(ceiling + VALUES(ceiling)), raised_at = ${now}`,
      select,
      'DELETE FROM `serial_high_water` WHERE raised_at < ?',
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
