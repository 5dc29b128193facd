import * as v from 'valibot';
import { checkOptions, oneOf, optionsObject, describeValue } from './check-options.js';
import { placeholder, quoteName, SQL_DIALECTS, type SqlDialect } from './sql-dialect.js';

/**
 * Runs a statement with the values of its placeholders. Resolves to the rows, or to the driver's result that has them.
 */
export type SqlQuery = (sql: string, params: unknown[]) => Promise<unknown>;

/** A table, and how to query its database. */
export interface SqlTableOptions {
  /** Runs statements. You can pass on the results of pg, PGlite, mysql2, TypeORM and Knex as they are. */
  readonly query: SqlQuery;
  /**
   * How names and values are written: `"name"` and `$1`, or `` `name` `` and `?`.
   * @defaultValue 'postgres'
   */
  readonly dialect?: SqlDialect | undefined;
  /** `'name'` or `'schema.name'`; created if it does not exist. */
  readonly table?: string | undefined;
}

const TABLE = /^([A-Za-z_]\w{0,62}\.)?[A-Za-z_]\w{0,62}$/;

const schemaFor = (
  table: string,
): v.GenericSchema<unknown, { query: SqlQuery; dialect: SqlDialect; table: string }> =>
  optionsObject({
    query: v.custom<SqlQuery>(
      (given) => typeof given === 'function',
      (issue) => `expected a function (sql, params) => Promise<rows>, got ${describeValue(issue.input)}`,
    ),
    dialect: v.optional(oneOf(SQL_DIALECTS), 'postgres'),
    table: v.optional(
      v.custom<string>(
        (given) => typeof given === 'string' && TABLE.test(given),
        (issue) => `expected a table, such as '${table}', got ${describeValue(issue.input)}`,
      ),
      table,
    ),
  });

/** The number of MySQL's and MariaDB's error. */
const NO_SUCH_TABLE = 1146;

/** What a driver of MySQL answers to a statement that writes. */
export interface SqlOutcome {
  readonly affectedRows?: unknown;
  readonly insertId?: unknown;
}

/** A table in an SQL database, created when it is first needed. */
export class SqlTable {
  readonly dialect: SqlDialect;
  /** The quoted name, for use in statements. */
  readonly name: string;
  private readonly query: SqlQuery;
  private preparing: Promise<void> | undefined;
  private isReady = false;

  /** @throws {OptionsError} naming the path of the mistake and what is allowed there. */
  constructor(
    options: SqlTableOptions,
    owner: string,
    defaultName: string,
    private readonly columns: (dialect: SqlDialect) => string,
  ) {
    const { query, dialect, table } = checkOptions(schemaFor(defaultName), options, owner);
    this.query = query;
    this.dialect = dialect;
    this.name = quoteName(table, dialect);
  }

  /** The statement that creates the table, for a migration. */
  get definition(): string {
    return `CREATE TABLE IF NOT EXISTS ${this.name} (${this.columns(this.dialect)})`;
  }

  /** Runs a statement that returns rows, on the table's own connection or in the caller's transaction. */
  async rows(sql: string, params: unknown[], within?: SqlQuery): Promise<readonly unknown[]> {
    return rowsOf(await this.run(sql, params, within));
  }

  /** Runs a statement that writes. The results of drivers differ, so they are ignored: read the rows instead. */
  async write(sql: string, params: unknown[], within?: SqlQuery): Promise<void> {
    await this.run(sql, params, within);
  }

  /** Runs a statement and answers what the driver says of it: how many rows it met, and the id that it made. */
  async outcome(sql: string, params: unknown[]): Promise<SqlOutcome> {
    return outcomeOf(await this.run(sql, params, undefined));
  }

  /** The placeholder of the n-th value, counted from 1. */
  value(n: number): string {
    return placeholder(n, this.dialect);
  }

  /** Creates the table if it does not exist. */
  async prepare(): Promise<void> {
    const create = (): Promise<unknown> => this.query(this.definition, []);
    // When two create the same table at the same time, PostgreSQL fails for one of them. The second time the table
    // exists.
    this.preparing ??= create()
      .catch(create)
      .catch(this.unlessThere)
      .then(
        () => {
          this.isReady = true;
        },
        (error: unknown) => {
          this.preparing = undefined;
          throw error;
        },
      );
    await this.preparing;
  }

  private async run(sql: string, params: unknown[], within: SqlQuery | undefined): Promise<unknown> {
    if (!within) {
      await this.prepare();
      return await this.query(sql, params);
    }
    // Not in MySQL, which commits the transaction for it.
    if (this.dialect === 'mysql') return await within(sql, params).catch(this.tellIfMissing);
    // While a transaction is open there may be no second connection: PGlite has only one.
    if (!this.isReady) await this.createWithin(within);
    return await within(sql, params);
  }

  // Whoever may not create tables is refused also where the table is there: a migration made it.
  private readonly unlessThere = async (refusal: unknown): Promise<void> => {
    await this.query(`SELECT 1 FROM ${this.name} WHERE 1 = 0`, []).catch(() => {
      throw refusal;
    });
  };

  // The same refusal would end the transaction, so this looks first.
  private async createWithin(within: SqlQuery): Promise<void> {
    const [row] = rowsOf(await within('SELECT to_regclass($1) IS NULL AS missing', [this.name]));
    if ((row as { missing?: unknown } | undefined)?.missing !== false) await within(this.definition, []);
  }

  private readonly tellIfMissing = (cause: unknown): never => {
    if ((cause as { errno?: unknown } | null)?.errno !== NO_SUCH_TABLE) throw cause;
    const advice = 'call prepare() before the first transaction, or create the table in a migration';
    throw new Error(`There is no table ${this.name}: ${advice}`, { cause });
  };
}

// pg and PGlite return { rows }, mysql2 [rows, fields], TypeORM the rows, Knex the result of its driver.
function rowsOf(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer))
    return Array.isArray(answer[0]) ? (answer[0] as unknown[]) : (answer as unknown[]);
  const rows = (answer as { rows?: unknown } | null | undefined)?.rows;
  if (Array.isArray(rows)) return rows;
  throw new TypeError("query() must resolve to the rows, or to the driver's result that has them");
}

// mysql2 and Knex answer [outcome, fields], TypeORM and mariadb the outcome.
function outcomeOf(answer: unknown): SqlOutcome {
  const outcome: unknown = Array.isArray(answer) ? answer[0] : answer;
  if (typeof outcome === 'object' && outcome !== null && 'affectedRows' in outcome) return outcome;
  throw new TypeError(
    'query() must answer what the driver answers to a statement that writes: affectedRows and insertId',
  );
}
