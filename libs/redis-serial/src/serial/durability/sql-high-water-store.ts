import * as v from 'valibot';
import { checkOptions, oneOf, optionsObject, shown } from '../../common/check-options.js';
import { placeholder, quoteName, SQL_DIALECTS, type SqlDialect } from '../../common/sql-dialect.js';
import type { HighWaterStore } from './high-water-store.js';

/** Where ceilings are kept in an SQL database. */
export interface SqlHighWaterStoreOptions {
  /**
   * Runs a statement with the values of its placeholders and answers its rows, on a connection of its own: inside a
   * transaction that is rolled back, a ceiling would be lost. What pg, PGlite, mysql2, TypeORM and Knex answer is
   * understood as it is.
   */
  readonly query: (sql: string, params: unknown[]) => Promise<unknown>;
  /**
   * How names and values are written: `"name"` and `$1`, or `` `name` `` and `?`.
   * @defaultValue 'postgres'
   */
  readonly dialect?: SqlDialect | undefined;
  /**
   * The table, made when it is not there: `'name'` or `'schema.name'`.
   * @defaultValue 'serial_high_water'
   */
  readonly table?: string | undefined;
}

const TABLE = /^([A-Za-z_]\w{0,62}\.)?[A-Za-z_]\w{0,62}$/;

const schema = optionsObject({
  query: v.custom<SqlHighWaterStoreOptions['query']>(
    (given) => typeof given === 'function',
    (issue) => `expected a function (sql, params) => Promise<rows>, got ${shown(issue.input)}`,
  ),
  dialect: v.optional(oneOf(SQL_DIALECTS), 'postgres'),
  table: v.optional(
    v.custom<string>(
      (given) => typeof given === 'string' && TABLE.test(given),
      (issue) => `expected a table, such as 'serial_high_water', got ${shown(issue.input)}`,
    ),
    'serial_high_water',
  ),
});

/** Ceilings in an SQL database: PostgreSQL, or MySQL and MariaDB. One row for each counter, of 1 KB at most. */
export class SqlHighWaterStore implements HighWaterStore {
  private readonly query: SqlHighWaterStoreOptions['query'];
  private readonly dialect: SqlDialect;
  private readonly table: string;
  private ready: Promise<void> | undefined;

  /** @throws {OptionsError} naming the path of the mistake and what is allowed there. */
  constructor(options: SqlHighWaterStoreOptions) {
    const { query, dialect, table } = checkOptions(schema, options, 'SqlHighWaterStore');
    this.query = query;
    this.dialect = dialect;
    this.table = quoteName(table, dialect);
  }

  async read(counter: string): Promise<number | undefined> {
    await this.prepared();
    const { table } = this;
    const answer = await this.query(`SELECT ceiling FROM ${table} WHERE counter = ${this.value(1)}`, [
      counter,
    ]);
    const [row] = rowsOf(answer);
    return row === undefined ? undefined : ceilingOf(row, counter);
  }

  async raise(counter: string, ceiling: number): Promise<void> {
    await this.prepared();
    const { table } = this;
    const insert = `INSERT INTO ${table} (counter, ceiling) VALUES (${this.value(1)}, ${this.value(2)})`;
    const unlessHigher =
      this.dialect === 'postgres'
        ? `ON CONFLICT (counter) DO UPDATE SET ceiling = GREATEST(${table}.ceiling, EXCLUDED.ceiling)`
        : 'ON DUPLICATE KEY UPDATE ceiling = GREATEST(ceiling, VALUES(ceiling))';
    await this.query(`${insert} ${unlessHigher}`, [counter, ceiling]);
    // Whatever answers to INSERT here would look like success: the row itself says whether it is there.
    const recorded = await this.read(counter);
    if (recorded === undefined || recorded < ceiling)
      throw new Error(`the ceiling of ${counter} is not in the table: it has ${recorded ?? 'none'}`);
  }

  // Counters are compared byte by byte: in a text that ignores case, two of them could share a ceiling.
  private prepared(): Promise<void> {
    const type = this.dialect === 'postgres' ? 'TEXT' : 'VARBINARY(768)';
    const columns = `counter ${type} PRIMARY KEY, ceiling BIGINT NOT NULL`;
    const create = (): Promise<unknown> =>
      this.query(`CREATE TABLE IF NOT EXISTS ${this.table} (${columns})`, []);
    // PostgreSQL fails for one of two who make the same table at the same time; the second time it is there.
    this.ready ??= create()
      .catch(create)
      .then(
        () => undefined,
        (error: unknown) => {
          this.ready = undefined;
          throw error;
        },
      );
    return this.ready;
  }

  private value(n: number): string {
    return placeholder(n, this.dialect);
  }
}

// pg and PGlite answer { rows }, mysql2 [rows, fields], TypeORM the rows, Knex what its driver answers.
function rowsOf(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer))
    return Array.isArray(answer[0]) ? (answer[0] as unknown[]) : (answer as unknown[]);
  const rows = (answer as { rows?: unknown } | null | undefined)?.rows;
  if (Array.isArray(rows)) return rows;
  throw new TypeError('query() must answer the rows, or what the driver answers that has them');
}

// Drivers answer a BIGINT as a text, a number or a bigint.
function ceilingOf(row: unknown, counter: string): number {
  const ceiling = Number((row as { ceiling?: unknown }).ceiling);
  if (!Number.isSafeInteger(ceiling)) throw new TypeError(`the ceiling of ${counter} is no whole number`);
  return ceiling;
}
