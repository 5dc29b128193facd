import { createPGlite, localPostgres, type LocalPostgres } from 'local-postgres';
import { Client, Pool } from 'pg';
import { upTo } from '../support/range.js';

describe('localPostgres', () => {
  let postgres: LocalPostgres;

  beforeAll(async () => {
    postgres = await localPostgres({ url: '' });
  });
  afterAll(() => postgres.stop());

  const connect = async (): Promise<Client> => {
    const client = new Client(postgres.url);
    await client.connect();
    return client;
  };

  it('takes a server that runs already as it is', async () => {
    const url = 'postgres://somewhere/shop';
    expect(await localPostgres({ url })).toMatchObject({ url, isEmbedded: false });
  });

  it('never mixes what several clients ask', async () => {
    const pools = upTo(3).map(() => new Pool({ connectionString: postgres.url, max: 4 }));
    const ask = async (pool: Pool, who: number, index: number): Promise<unknown> => {
      const { rows } = await pool.query<{ who: number; index: number }>(
        'SELECT $1::int AS who, $2::int AS index',
        [who, index],
      );
      return rows[0];
    };
    const asked = pools.flatMap((pool, who) =>
      upTo(100).map(async (index) => {
        expect(await ask(pool, who, index)).toEqual({ who, index });
      }),
    );
    await Promise.all(asked);
    await Promise.all(pools.map((pool) => pool.end()));
  });

  it('does one transaction at a time', async () => {
    const [one, other] = [await connect(), await connect()];
    await one.query('CREATE TABLE counters (value int)');
    await one.query('INSERT INTO counters VALUES (0)');
    const order: string[] = [];
    await one.query('BEGIN');
    const waiting = other.query('UPDATE counters SET value = value + 1').then(() => order.push('other'));
    await one.query('UPDATE counters SET value = value + 10');
    order.push('one');
    await one.query('COMMIT');
    await waiting;
    expect(order).toEqual(['one', 'other']);
    await expect(other.query('SELECT nonsense')).rejects.toMatchObject({ code: '42703' });
    await expect(other.query('SELECT $1::int', ['many'])).rejects.toMatchObject({ code: '22P02' });
    expect((await other.query('SELECT value FROM counters')).rows).toEqual([{ value: 11 }]);
    await Promise.all([one.end(), other.end()]);
  });

  it('undoes the transaction of a client that is gone', async () => {
    const [lost, other] = [await connect(), await connect()];
    await other.query('CREATE TABLE things (name text)');
    await lost.query('BEGIN');
    await lost.query(`INSERT INTO things VALUES ('half')`);
    const waiting = other.query('SELECT name FROM things');
    lost.on('error', () => undefined);
    (lost as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    expect((await waiting).rows).toEqual([]);
    await other.end();
  });

  it('is reached also where the shell asks for encryption', async () => {
    const before = process.env.PGSSLMODE;
    process.env.PGSSLMODE = 'require';
    try {
      await (await connect()).end();
    } finally {
      if (before === undefined) delete process.env.PGSSLMODE;
      else process.env.PGSSLMODE = before;
    }
  });

  it('ends while a client is in a transaction', async () => {
    const own = await localPostgres({ url: '' });
    const client = new Client(own.url);
    const lost = new Promise((resolve) => client.once('error', resolve));
    await client.connect();
    await client.query('BEGIN');
    await own.stop();
    await lost;
    await expect(new Client(own.url).connect()).rejects.toThrow('ECONNREFUSED');
  });
});

describe('createPGlite', () => {
  it('makes databases that are empty, and know nothing of each other', async () => {
    const [one, other] = [await createPGlite(), await createPGlite()];
    await one.exec('CREATE TABLE things (name text)');
    await expect(other.query('SELECT name FROM things')).rejects.toMatchObject({ code: '42P01' });
    expect((await one.query('SELECT name FROM things')).rows).toEqual([]);
    await Promise.all([one.close(), other.close()]);
  });
});
