import { randomBytes } from 'node:crypto';
import type { SqlQuery, SqlTableOptions } from '../../common/sql-table.js';
import type { Series } from '../series.js';
import type { IsUsed, ReservationLedger, VoidedInLedger } from './gapless.options.js';
import { ReservationError } from './reservation.error.js';
import { SqlLedgerTable, type NewEntry } from './sql-ledger-table.js';

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
  private readonly table: SqlLedgerTable;

  /** @throws {OptionsError} naming the path of the mistake and what is allowed there. */
  constructor(options: SqlReservationLedgerOptions) {
    this.table = new SqlLedgerTable(options, 'SqlReservationLedger');
  }

  /** The statement that creates the table, for a migration. */
  get definition(): string {
    return this.table.definition;
  }

  /**
   * Creates the table if it does not exist. PostgreSQL is told to when it is first needed too; MySQL would commit the
   * transaction of the caller for it. With MySQL call this first, or run `definition` in a migration.
   */
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
    const entry = await this.table.enter(name, { text, state: 'confirmed', holder: document, actor }, query);
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
    const entry = await this.table.enter(name, voided({ text, reason, actor }), query);
    if (entry.state === 'confirmed')
      throw new ReservationError(name, text, 'confirmed', 'is confirmed and can no longer be voided');
  }

  /**
   * Records that nobody will use these numbers, hundreds with two statements. Returns those that are used all the same.
   * Waits for transactions that are recording one of them.
   */
  async voidAll(series: string, numbers: readonly VoidedInLedger[]): Promise<ReadonlySet<string>> {
    const entries = await this.table.enterAll(series, numbers.map(voided));
    const confirmed = [...entries].filter(([, { state }]) => state === 'confirmed');
    return new Set(confirmed.map(([text]) => text));
  }

  /**
   * Makes the `gapless.isUsed` of the series with this name; with the module's option `ledger` that is done for you. A
   * number that is not used becomes void at that moment, so a transaction that still wants to use it fails. Leave
   * `onExpire` at `'void'`.
   */
  usedIn(series: string): IsUsed {
    const many = async (texts: readonly string[]): Promise<ReadonlySet<string>> =>
      await this.voidAll(
        series,
        texts.map((text) => ({ text, reason: 'its lease ran out' })),
      );
    return Object.assign(async (text: string) => (await many([text])).has(text), { many });
  }
}

function voided({ text, reason, actor }: VoidedInLedger): NewEntry {
  return { text, state: 'voided', holder: '', reason, actor };
}

function nameOf(series: LedgerEntry['series']): string {
  return typeof series === 'string' ? series : series.name;
}
