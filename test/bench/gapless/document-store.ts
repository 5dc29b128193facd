import { setTimeout as pause } from 'node:timers/promises';
import { PostgresServer } from 'local-postgres';
import { Pool, type PoolClient } from 'pg';
import type { Workbench } from '../workbench.js';

const TRANSACTION_MS = 20;
const CONNECTIONS = 100;

/** Where documents are written: a PostgreSQL server of its own. */
export class DocumentStore {
  private constructor(private readonly pool: Pool) {}

  static async open(bench: Workbench): Promise<DocumentStore> {
    const server = await PostgresServer.start();
    if (!server) throw new Error('This benchmark needs a PostgreSQL server: apt-get install postgresql');
    bench.whenClosed(() => server.stop());
    const pool = new Pool({ connectionString: server.url, max: CONNECTIONS - 10 });
    bench.whenClosed(() => pool.end());
    await pool.query('CREATE TABLE documents (kind text, number text, UNIQUE (kind, number))');
    await pool.query('CREATE TABLE counters (kind text PRIMARY KEY, value bigint)');
    return new DocumentStore(pool);
  }

  readonly query = (sql: string, params: unknown[]): Promise<unknown> => this.pool.query(sql, params);

  /** Writes a document in a transaction of 20 ms, in which its number is taken or confirmed. */
  async write(kind: string, numberOf: (client: PoolClient) => Promise<string>): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const number = await numberOf(client);
      await client.query('INSERT INTO documents VALUES ($1, $2)', [kind, number]);
      await pause(TRANSACTION_MS);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
  }

  async count(kind: string): Promise<number> {
    const sql = 'SELECT count(*) AS count FROM documents WHERE kind = $1';
    const { rows } = await this.pool.query<{ count: string }>(sql, [kind]);
    return Number(rows[0]?.count);
  }

  /** The next number of a row, which is locked until the transaction ends. */
  async nextOfRow(kind: string, client: PoolClient): Promise<string> {
    const { rows } = await client.query<{ value: string }>(
      'SELECT value FROM counters WHERE kind = $1 FOR UPDATE',
      [kind],
    );
    const value = Number(rows[0]?.value) + 1;
    await client.query('UPDATE counters SET value = $2 WHERE kind = $1', [kind, value]);
    return String(value);
  }

  async beginRow(kind: string): Promise<void> {
    await this.pool.query('INSERT INTO counters VALUES ($1, 0)', [kind]);
  }
}

const stores = new WeakMap<Workbench, Promise<DocumentStore>>();

/** One for all cases. */
export function documentStore(bench: Workbench): Promise<DocumentStore> {
  const store = stores.get(bench) ?? DocumentStore.open(bench);
  stores.set(bench, store);
  return store;
}
