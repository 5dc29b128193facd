import { PostgresServer } from 'local-postgres';
import { Pool, type PoolClient } from 'pg';
import type { Workbench } from '../../workbench.js';

const TABLES = `
  CREATE TABLE documents (number text PRIMARY KEY, run text NOT NULL, value bigint NOT NULL);
  CREATE TABLE counters (name text PRIMARY KEY, value bigint NOT NULL)`;

// What the server keeps for its superuser and its own work.
const RESERVED = 10;

/** A PostgreSQL of its own, with a connection for each of so many at a time; it ends with the workbench. */
export async function openDatabase(bench: Workbench, connections: number): Promise<Pool> {
  const missing = await PostgresServer.missing();
  if (missing !== undefined) {
    throw new Error(
      `Documents are written to PostgreSQL, and ${missing}; measure the rest with --only growth memory`,
    );
  }
  const server = await PostgresServer.start([`max_connections=${connections + RESERVED}`]);
  bench.whenClosed(() => server.stop());
  const pool = new Pool({ connectionString: server.url, max: connections, idleTimeoutMillis: 0 });
  bench.whenClosed(() => pool.end());
  const { rows } = await pool.query<{ server_version: string }>('SHOW server_version');
  bench.otherServers.add(`PostgreSQL ${rows[0]?.server_version.split(' ')[0] ?? ''}`);
  await pool.query(TABLES);
  return pool;
}

/** Commits what is done, or undoes it when it fails. */
export async function inTransaction(pool: Pool, work: (tx: PoolClient) => Promise<void>): Promise<void> {
  const tx = await pool.connect();
  let isOver = false;
  try {
    await tx.query('BEGIN');
    await work(tx);
    await tx.query('COMMIT');
    isOver = true;
  } finally {
    // A connection in the middle of a transaction is closed, which undoes it.
    tx.release(!isOver);
  }
}
