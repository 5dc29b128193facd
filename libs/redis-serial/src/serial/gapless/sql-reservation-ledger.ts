import { randomBytes } from 'node:crypto';
import { SqlTable, type SqlQuery, type SqlTableOptions } from '../../common/sql-table.js';
import type { Series } from '../series.js';
import type { ReservationLedger } from './gapless.options.js';
import { ReservationError } from './reservation.error.js';

/** The database and the table of the ledger; the default table is `serial_numbers`. */
export type SqlReservationLedgerOptions = SqlTableOptions;

/** A number. */
export interface LedgerEntry {
  /** The series, or its name. */
  readonly series: string | Pick<Series, 'name'>;
  /** The number. */
  readonly text: string;
}

/**
 * Records which gapless numbers are used, in the database that has the documents. A number is confirmed in the
 * transaction that writes its document, so both are there or neither. Redis only hands numbers out and is told
 * afterwards: whatever it loses, and whichever process dies, this table decides. For PostgreSQL, MySQL and MariaDB.
 * @example
 * const ledger = new SqlReservationLedger({ query: (sql, params) => pool.query(sql, params) });
 * RedisSerialModule.forRoot({ series: [InvoiceNo], ledger });
 */
export class SqlReservationLedger implements ReservationLedger {
  private readonly table: SqlTable;

  /** @throws {OptionsError} naming the path of the mistake and what is allowed there. */
  constructor(options: SqlReservationLedgerOptions) {
    this.table = new SqlTable(options, 'SqlReservationLedger', 'serial_numbers', (dialect) => {
      // Compared byte by byte: a column type that ignores case could take two numbers for one.
      const [key, note] = dialect === 'postgres' ? ['TEXT', 'TEXT'] : ['VARBINARY(700)', 'VARCHAR(1000)'];
      const series = dialect === 'postgres' ? 'TEXT' : 'VARBINARY(400)';
      return (
        `series ${series} NOT NULL, number ${key} NOT NULL, state VARCHAR(9) NOT NULL, holder VARCHAR(600) NOT NULL, ` +
        `reason ${note}, actor ${note}, at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (series, number)`
      );
    });
  }

  /** The statement that creates the table, for a migration. */
  get definition(): string {
    return this.table.definition;
  }

  /** Creates the table if it does not exist. Otherwise it is created when it is first needed. */
  async prepare(): Promise<void> {
    await this.table.prepare();
  }

  /**
   * Records in the caller's transaction that a number is used. If another transaction records the same number, this one
   * waits until that one has ended.
   * @param query runs a statement in the transaction.
   * @param document names the document, so that recording the same again is no error.
   * @throws {ReservationError} when the number is void or another document has it: roll back, and reserve another
   * number.
   * @example
   * await ledger.confirm({ series: InvoiceNo, text: reserved.text }, (sql, params) => tx.query(sql, params));
   */
  async confirm(
    { series, text }: LedgerEntry,
    query: SqlQuery,
    { document = randomBytes(12).toString('base64url'), actor }: { document?: string; actor?: string } = {},
  ): Promise<void> {
    const name = nameOf(series);
    const entry = await this.enter({ name, text, state: 'confirmed', holder: document, actor }, query);
    if (entry.state === 'voided')
      throw new ReservationError(name, text, 'voided', `is void: ${entry.reason ?? ''}; reserve another`);
    if (entry.holder !== document)
      throw new ReservationError(name, text, 'others', 'is used by another document; reserve another');
  }

  /**
   * Records that nobody will use a number, in the caller's transaction or on its own.
   * @throws {ReservationError} when the number is used.
   */
  async void(
    { series, text }: LedgerEntry,
    { reason, actor, query }: { reason: string; actor?: string; query?: SqlQuery },
  ): Promise<void> {
    const name = nameOf(series);
    const entry = await this.enter({ name, text, state: 'voided', holder: '', reason, actor }, query);
    if (entry.state === 'confirmed')
      throw new ReservationError(name, text, 'confirmed', 'is confirmed and can no longer be voided');
  }

  /**
   * Makes the `gapless.isUsed` of the series with this name; with the module's option `ledger` that is done for you. A
   * number that is not used becomes void at that moment, so a transaction that still wants to use it fails. Leave
   * `onExpire` at `'void'`.
   */
  usedIn(series: string): (text: string) => Promise<boolean> {
    return async (text) => {
      const reason = 'its lease ran out';
      const { state } = await this.enter({ name: series, text, state: 'voided', holder: '', reason });
      return state === 'confirmed';
    };
  }

  // The first to write the row decides. Returns what the row says.
  private async enter(entry: NewEntry, query?: SqlQuery): Promise<Entry> {
    const { table } = this;
    const { name, text, state, holder, reason = null, actor = null } = entry;
    const places = [1, 2, 3, 4, 5, 6].map((n) => table.value(n)).join(', ');
    const into = `INTO ${table.name} (series, number, state, holder, reason, actor) VALUES (${places})`;
    const isPostgres = table.dialect === 'postgres';
    const insert = isPostgres ? `INSERT ${into} ON CONFLICT DO NOTHING` : `INSERT IGNORE ${into}`;
    await table.write(insert, [name, text, state, holder, reason, actor], query);
    // This must see what another transaction wrote since this one began. A plain SELECT of MySQL would not.
    const select = `SELECT state, holder, reason FROM ${table.name} WHERE series = ${table.value(1)} AND number = ${table.value(2)}`;
    const [row] = await table.rows(isPostgres ? select : `${select} LOCK IN SHARE MODE`, [name, text], query);
    if (row === undefined)
      throw new Error(`${text} of series "${name}" is not in the table after it was written`);
    return row as Entry;
  }
}

interface Entry {
  readonly state: 'confirmed' | 'voided';
  readonly holder: string;
  readonly reason?: string | null;
}

interface NewEntry {
  readonly name: string;
  readonly text: string;
  readonly state: Entry['state'];
  readonly holder: string;
  readonly reason?: string | undefined;
  readonly actor?: string | undefined;
}

function nameOf(series: LedgerEntry['series']): string {
  return typeof series === 'string' ? series : series.name;
}
