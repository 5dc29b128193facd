import { SqlTable, type SqlTableOptions } from '../../common/sql-table.js';
import { closedBy, closesOf } from './closed-records.js';
import { pruneBefore } from './prune-before.js';
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
    return row === undefined ? undefined : ceilingOf((row as { ceiling?: unknown }).ceiling, counter);
  }

  async raise(counter: string, ceiling: number): Promise<void> {
    const { table } = this;
    const highest =
      table.dialect === 'postgres'
        ? `GREATEST(${table.name}.ceiling, EXCLUDED.ceiling)`
        : 'GREATEST(ceiling, VALUES(ceiling))';
    await table.write(this.upsert(table.value(2), highest), [counter, ceiling]);
    await this.see(counter, ceiling);
  }

  async claim(counter: string, count: number): Promise<number> {
    const { table } = this;
    const claimed =
      table.dialect === 'postgres' ? await this.add(counter, count) : await this.addInMySql(counter, count);
    const ceiling = ceilingOf(claimed, counter);
    // A driver that does not tell says 0.
    if (ceiling < count)
      throw new TypeError(`the database did not answer the new ceiling of ${counter}: ${ceiling}`);
    await this.see(counter, ceiling);
    return ceiling;
  }

  async prune(before: Date): Promise<number> {
    const { table } = this;
    const [first, second] = [table.value(1), table.value(2)];
    const closed = `SELECT counter FROM ${table.name} WHERE counter LIKE ${first} AND ceiling < ${second}`;
    const rows = await table.rows(closed, [closesOf('%'), pruneBefore(before, 'SqlHighWaterStore')]);
    let removed = 0;
    for (const row of rows) {
      const name = closedBy(String((row as { counter?: unknown }).counter));
      if (name !== undefined) removed += await this.remove(name);
    }
    return removed;
  }

  // The record that says when it is closed goes last, so that the rest is found again if this ends in between.
  private async remove(name: string): Promise<number> {
    const below = `${name.replaceAll(/[\\%_]/g, String.raw`\$&`)}/%`;
    const removed = await this.count('counter = ? OR counter LIKE ?', [name, below]);
    return removed + (await this.count('counter = ?', [closesOf(name)]));
  }

  private async count(where: string, params: readonly string[]): Promise<number> {
    const { table } = this;
    let place = 0;
    const remove = `DELETE FROM ${table.name} WHERE ${where.replaceAll('?', () => table.value(++place))}`;
    if (table.dialect !== 'postgres') return Number((await table.outcome(remove, [...params])).affectedRows);
    const counted = `WITH gone AS (${remove} RETURNING 1) SELECT COUNT(*) AS count FROM gone`;
    const [row] = await table.rows(counted, [...params]);
    return Number((row as { count?: unknown } | undefined)?.count);
  }

  private async add(counter: string, count: number): Promise<unknown> {
    const { table } = this;
    const upsert = this.upsert(table.value(2), `${table.name}.ceiling + EXCLUDED.ceiling`);
    const [row] = await table.rows(`${upsert} RETURNING ceiling`, [counter, count]);
    return (row as { ceiling?: unknown } | undefined)?.ceiling;
  }

  // A pool may run the next statement on another connection, so that the answer to this one must tell the ceiling: what
  // LAST_INSERT_ID was given last.
  private async addInMySql(counter: string, count: number): Promise<unknown> {
    const upsert = this.upsert('LAST_INSERT_ID(?)', 'LAST_INSERT_ID(ceiling + VALUES(ceiling))');
    return (await this.table.outcome(upsert, [counter, count])).insertId;
  }

  private upsert(ceiling: string, otherwise: string): string {
    const { name, dialect } = this.table;
    const there = dialect === 'postgres' ? 'ON CONFLICT (counter) DO UPDATE SET' : 'ON DUPLICATE KEY UPDATE';
    const insert = `INSERT INTO ${name} (counter, ceiling) VALUES (${this.table.value(1)}, ${ceiling})`;
    return `${insert} ${there} ceiling = ${otherwise}`;
  }

  private async see(counter: string, ceiling: number): Promise<void> {
    const recorded = await this.read(counter);
    if (recorded === undefined || recorded < ceiling)
      throw new Error(`the ceiling of ${counter} is not in the table: it has ${recorded ?? 'none'}`);
  }
}

// Drivers answer a BIGINT as a text, a number or a bigint.
function ceilingOf(answered: unknown, counter: string): number {
  const ceiling = Number(answered);
  if (!Number.isSafeInteger(ceiling)) throw new TypeError(`the ceiling of ${counter} is no whole number`);
  return ceiling;
}
