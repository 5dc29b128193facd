import { PostgresServer } from 'local-postgres';
import { Pool } from 'pg';
import type { DatabaseServer } from './test-database.js';

const WAITING = `SELECT count(*)::int AS count FROM pg_stat_activity WHERE wait_event_type = 'Lock'`;

export async function onPostgres(): Promise<DatabaseServer> {
  const server = await PostgresServer.start();
  const pool = new Pool({ connectionString: server.url });
  return {
    dialect: 'postgres',
    query: (sql, params) => pool.query(sql, params),
    begin: async (isolation) => {
      const client = await pool.connect();
      let hasEnded = false;
      const end = (statement: string) => async (): Promise<void> => {
        if (hasEnded) return;
        hasEnded = true;
        await client.query(statement);
        client.release();
      };
      await client.query(`BEGIN ISOLATION LEVEL ${isolation}`);
      return {
        query: (sql, params) => client.query(sql, params),
        commit: end('COMMIT'),
        rollback: end('ROLLBACK'),
      };
    },
    conflictUnder: (isolation) =>
      isolation === 'REPEATABLE READ' ? /could not serialize access/ : undefined,
    waiting: async () => (await pool.query<{ count: number }>(WAITING)).rows[0]?.count ?? 0,
    close: async () => {
      await pool.end();
      await server.stop();
    },
  };
}
