import { AsyncLocalStorage } from 'node:async_hooks';
import { jest } from '@jest/globals';
import { type INestApplication, Injectable, Logger } from '@nestjs/common';
import { WithLock } from 'nestjs-redis-serial';
import { Pool, type PoolClient } from 'pg';
import { PostgresServer } from 'local-postgres';
import { describeUnless } from '../../support/describe-unless.js';
import { eventually } from '../../support/eventually.js';
import { upTo } from '../../support/range.js';
import { testApp } from '../../support/test-app.js';
import { testRedis, type TestRedis } from '../../support/test-redis.js';

let pool: Pool;

interface Sale {
  readonly query: PoolClient['query'];
  /** The how manieth it is that reads the stock. */
  reader: number;
}

let readers = 0;
/** A commit takes its time: checks that were put off, a disk, a replica. */
let beforeCommit = ({ query }: Sale): Promise<unknown> => query('SELECT 1');
const transaction = new AsyncLocalStorage<Sale>();

/** Runs a method in a transaction, as the decorators of the SQL libraries do. */
function Transactional(_target: object, _key: string | symbol, descriptor: PropertyDescriptor): void {
  const method = descriptor.value as (...args: unknown[]) => Promise<unknown>;
  descriptor.value = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const sale: Sale = { query: client.query.bind(client), reader: 0 };
      const answer = await transaction.run(sale, () => method.apply(this, args));
      await beforeCommit(sale);
      await client.query('COMMIT');
      return answer;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  };
}

/** Reads the stock and writes one less: two at once would both write the same. */
async function sellOne(item: string): Promise<void> {
  const sale = transaction.getStore();
  if (!sale) throw new Error('There is no transaction');
  const { rows } = await sale.query<{ stock: number }>('SELECT stock FROM items WHERE name = $1', [item]);
  sale.reader = ++readers;
  await sale.query('UPDATE items SET stock = $1 WHERE name = $2', [(rows[0]?.stock ?? NaN) - 1, item]);
}

@Injectable()
class Shop {
  @WithLock('item:{0}', { wait: '20s' })
  @Transactional
  async lockFirst(item: string): Promise<void> {
    await sellOne(item);
  }

  @Transactional
  @WithLock('item:{0}', { wait: '20s' })
  async transactionFirst(item: string): Promise<void> {
    await sellOne(item);
  }
}

describeUnless(await PostgresServer.missing(), '@WithLock and a transaction', () => {
  let postgres: PostgresServer;
  let redis: TestRedis;
  let app: INestApplication;
  let shop: Shop;
  let warned: jest.SpiedFunction<Logger['warn']>;

  beforeAll(async () => {
    postgres = await PostgresServer.start();
    pool = new Pool({ connectionString: postgres.url, max: 40 });
    await pool.query('CREATE TABLE items (name text PRIMARY KEY, stock integer)');
    await pool.query(`INSERT INTO items VALUES ('tea', 30), ('mug', 30)`);
    redis = await testRedis();
    warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const inTransaction = (): boolean => transaction.getStore() !== undefined;
    app = await testApp(
      { connection: redis.url, keyPrefix: redis.keyPrefix, inTransaction, doctor: 'off' },
      { providers: [Shop] },
    );
    shop = app.get(Shop);
  });
  beforeEach(() => warned.mockClear());
  afterAll(async () => {
    warned.mockRestore();
    await app.close();
    await pool.end();
    await postgres.stop();
    await redis.stop();
  });

  const stock = async (item: string): Promise<number> => {
    const { rows } = await pool.query<{ stock: number }>('SELECT stock FROM items WHERE name = $1', [item]);
    return rows[0]?.stock ?? NaN;
  };

  it('loses nothing when the lock is taken first and given back after the commit', async () => {
    await Promise.all(upTo(30).map(() => shop.lockFirst('tea')));
    expect(await stock('tea')).toBe(0);
    expect(warned).not.toHaveBeenCalled();
  });

  it('loses sales when the transaction is begun first, and warns of it once', async () => {
    const last = readers + 30;
    beforeCommit = ({ reader }) =>
      eventually('the next one has read', () => readers > reader || reader === last);
    await Promise.all(upTo(30).map(() => shop.transactionFirst('mug')));
    expect(await stock('mug')).toBeGreaterThan(0);
    const told = expect.stringMatching(/^Lock "item:mug" .* write @WithLock above the decorator/) as string;
    expect(warned.mock.calls).toEqual([[told]]);
  });
});
