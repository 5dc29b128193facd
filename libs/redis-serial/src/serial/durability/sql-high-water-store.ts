import { SqlTable, type SqlTableOptions } from '../../common/sql-table.js';
import type { HighWaterStore } from './high-water-store.js';

/**
 * Where ceilings are kept in an SQL database; by default in the table `serial_high_water`. `query` runs on a connection
 * of its own: inside a transaction that is rolled back, a ceiling would be lost.
 */
export type SqlHighWaterStoreOptions = SqlTableOptions;

/**
 * Ceilings in an SQL database: PostgreSQL, or MySQL and MariaDB. One row for each counter, of 1 KB at most.
 * @example
 * const store = new SqlHighWaterStore({ query: (sql, params) => pool.query(sql, params) });
 * RedisSerialModule.forRoot({ durability: { highWater: store } });
 */
export class SqlHighWaterStore implements HighWaterStore {
  private readonly table: SqlTable;

  /** @throws {OptionsError} naming the path of the mistake and what is allowed there. */
  constructor(options: SqlHighWaterStoreOptions) {
    this.table = new SqlTable(options, 'SqlHighWaterStore', 'serial_high_water', (dialect) => {
      // Counters are compared byte by byte: in a text that ignores case, two of them could share a ceiling.
      const type = dialect === 'postgres' ? 'TEXT' : 'VARBINARY(768)';
      return `counter ${type} PRIMARY KEY, ceiling BIGINT NOT NULL`;
    });
  }

  /** The statement that makes the table, for a migration. */
  get definition(): string {
    return this.table.definition;
  }

  async read(counter: string): Promise<number | undefined> {
    const { table } = this;
    const select = `SELECT ceiling FROM ${table.name} WHERE counter = ${table.value(1)}`;
    const [row] = await table.rows(select, [counter]);
    return row === undefined ? undefined : ceilingOf(row, counter);
  }

  async raise(counter: string, ceiling: number): Promise<void> {
    const { table } = this;
    const insert = `INSERT INTO ${table.name} (counter, ceiling) VALUES (${table.value(1)}, ${table.value(2)})`;
    const unlessHigher =
      table.dialect === 'postgres'
        ? `ON CONFLICT (counter) DO UPDATE SET ceiling = GREATEST(${table.name}.ceiling, EXCLUDED.ceiling)`
        : 'ON DUPLICATE KEY UPDATE ceiling = GREATEST(ceiling, VALUES(ceiling))';
    await table.write(`${insert} ${unlessHigher}`, [counter, ceiling]);
    const recorded = await this.read(counter);
    if (recorded === undefined || recorded < ceiling)
      throw new Error(`the ceiling of ${counter} is not in the table: it has ${recorded ?? 'none'}`);
  }
}

// Drivers answer a BIGINT as a text, a number or a bigint.
function ceilingOf(row: unknown, counter: string): number {
  const ceiling = Number((row as { ceiling?: unknown }).ceiling);
  if (!Number.isSafeInteger(ceiling)) throw new TypeError(`the ceiling of ${counter} is no whole number`);
  return ceiling;
}
