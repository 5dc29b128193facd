import { createPool, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { SqlQuery } from 'nestjs-redis-serial';
import { MariaDbServer } from './mariadb-server.js';
import type { DatabaseServer } from './test-database.js';

// Not innodb_trx, which tells the same for as long as it is asked again within 0.1 s.
const WAITING = `SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'`;

/**
 * How mysql2 sends a statement: `query` writes the values into its text, `execute` prepares it and sends them beside,
 * each with its type.
 */
export type Sending = 'query' | 'execute';

export interface MariaDbOptions {
  /** @defaultValue 'query' */
  readonly sending?: Sending;
  /** Whether REPEATABLE READ refuses to write what another has written since, as newer versions do by default. */
  readonly refusesLate?: boolean;
}

export async function onMariaDb({
  sending = 'query',
  refusesLate = false,
}: MariaDbOptions = {}): Promise<DatabaseServer> {
  // An old version does not know the setting, and never refuses.
  const server = await MariaDbServer.start([`loose-innodb-snapshot-isolation=${refusesLate ? 'ON' : 'OFF'}`]);
  const pool = createPool(server.url);
  const [[setting]] = await pool.query<RowDataPacket[]>(`SHOW VARIABLES LIKE 'innodb_snapshot_isolation'`);
  return {
    dialect: 'mysql',
    query: through(pool, sending),
    begin: async (isolation) => {
      const connection = await pool.getConnection();
      let hasEnded = false;
      const end = (statement: string) => async (): Promise<void> => {
        if (hasEnded) return;
        hasEnded = true;
        await connection.query(statement);
        connection.release();
      };
      await connection.query(`SET TRANSACTION ISOLATION LEVEL ${isolation}`);
      await connection.query('BEGIN');
      return {
        query: through(connection, sending),
        commit: end('COMMIT'),
        rollback: end('ROLLBACK'),
      };
    },
    conflictUnder: (isolation) =>
      isolation === 'REPEATABLE READ' && setting?.Value === 'ON'
        ? /Record has changed since last read/
        : undefined,
    waiting: async () => {
      const [[row]] = await pool.query<RowDataPacket[]>(WAITING);
      return Number(row?.Value);
    },
    close: async () => {
      await pool.end();
      await server.stop();
    },
  };
}

function through(connection: Pick<Connection, Sending>, sending: Sending): SqlQuery {
  if (sending === 'query') return (sql, params) => connection.query(sql, params);
  return (sql, params) => connection.execute(sql, params as string[]);
}
