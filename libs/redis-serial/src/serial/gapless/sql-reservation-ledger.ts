import { randomBytes } from 'node:crypto';
import { SqlTable, type SqlQuery, type SqlTableOptions } from '../../common/sql-table.js';
import type { Series } from '../series.js';
import type { ReservationLedger } from './gapless.options.js';
import { ReservationError } from './reservation.error.js';

/** Where a database keeps which numbers are used; by default in the table `serial_numbers`. */
export type SqlReservationLedgerOptions = SqlTableOptions;

/** A number. */
export interface LedgerEntry {
  /** The series, or its name. */
  readonly series: string | Pick<Series, 'name'>;
  /** The number. */
  readonly text: string;
}

/**
 * Which gapless numbers are used, in the database that has the documents: a number is confirmed in the transaction that
 * writes its document, so both are there or none is. Redis only hands numbers out, and hears of it afterwards; whatever
 * it loses and whoever dies, this table decides. PostgreSQL, or MySQL and MariaDB.
 */
export class SqlReservationLedger implements ReservationLedger {
  private readonly table: SqlTable;

  /** @throws {OptionsError} naming the path of the mistake and what is allowed there. */
  constructor(options: SqlReservationLedgerOptions) {
    this.table = new SqlTable(options, 'SqlReservationLedger', 'serial_numbers', (dialect) => {
      // Byte by byte: in a text that ignores case, two numbers could be one.
      const [key, note] = dialect === 'postgres' ? ['TEXT', 'TEXT'] : ['VARBINARY(700)', 'VARCHAR(1000)'];
      const series = dialect === 'postgres' ? 'TEXT' : 'VARBINARY(400)';
      return (
        `series ${series} NOT NULL, number ${key} NOT NULL, state VARCHAR(9) NOT NULL, holder VARCHAR(600) NOT NULL, ` +
        `reason ${note}, actor ${note}, at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (series, number)`
      );
    });
  }

  /** The statement that makes the table, for a migration. */
  get definition(): string {
    return this.table.definition;
  }

  /** Makes the table if it is not there. Without it, and without a migration, that is done when it is first needed. */
  async prepare(): Promise<void> {
    await this.table.prepare();
  }

  /**
   * Says in the caller's transaction that a number is used. The transaction waits for another one that says so of the
   * same number, until that has ended.
   * @param query runs a statement in the transaction.
   * @param document names what has the number, so that to say the same again is no error.
   * @throws {ReservationError} when the number is void, or another document has it: roll back, and reserve another.
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
   * Says that nobody will use a number, in the caller's transaction or by itself.
   * @throws {ReservationError} when it is used.
   */
  async void(
    { series, text }: LedgerEntry,
    { reason, actor, query }: { reason: string; actor?: string; query?: SqlQuery },
  ): Promise<void> {
    const name = nameOf(series);
    const entry = await this.enter({ name, text, state: 'voided', holder: '', reason, actor }, query);
    if (entry.state === 'confirmed')
      throw new ReservationError(name, text, 'confirmed', 'is confirmed, and can not be voided');
  }

  /**
   * For `gapless.isUsed` of the series with this name; the module's option `ledger` asks it for all of them. A number
   * that is not used is void from then on, so that a transaction that still wants to use it fails. Leave `onExpire` at
   * `'void'`.
   */
  usedIn(series: string): (text: string) => Promise<boolean> {
    return async (text) => {
      const reason = 'its lease ran out';
      const { state } = await this.enter({ name: series, text, state: 'voided', holder: '', reason });
      return state === 'confirmed';
    };
  }

  // Whoever comes first decides; answers what stands there then.
  private async enter(entry: NewEntry, query?: SqlQuery): Promise<Entry> {
    const { table } = this;
    const { name, text, state, holder, reason = null, actor = null } = entry;
    const places = [1, 2, 3, 4, 5, 6].map((n) => table.value(n)).join(', ');
    const into = `INTO ${table.name} (series, number, state, holder, reason, actor) VALUES (${places})`;
    const isPostgres = table.dialect === 'postgres';
    const insert = isPostgres ? `INSERT ${into} ON CONFLICT DO NOTHING` : `INSERT IGNORE ${into}`;
    await table.write(insert, [name, text, state, holder, reason, actor], query);
    // What another transaction wrote since this one began must be seen too: a plain SELECT of MySQL would not.
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
