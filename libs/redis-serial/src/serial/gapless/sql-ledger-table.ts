import { SqlTable, type SqlQuery, type SqlTableOptions } from '../../common/sql-table.js';
import type { SqlDialect } from '../../common/sql-dialect.js';

/** What is to be written of a number, unless the table says something of it already. */
export interface NewEntry {
  readonly text: string;
  readonly state: 'confirmed' | 'voided';
  /** The document that has it; empty if it is void. */
  readonly holder: string;
  readonly reason?: string | undefined;
  readonly actor?: string | undefined;
}

/** What the table says of a number. */
export interface Entry {
  readonly state: NewEntry['state'];
  readonly holder: string;
  readonly reason?: string | null;
}

/** How many numbers stand in one statement: databases have a limit to the values of one. */
const MOST_IN_ONE = 250;

/** A row for each number that is used or void. The first to write it decides; rows are neither changed nor removed. */
export class SqlLedgerTable {
  private readonly table: SqlTable;

  /** @throws {OptionsError} naming the path of the mistake and what is allowed there. */
  constructor(options: SqlTableOptions, owner: string) {
    this.table = new SqlTable(options, owner, 'serial_numbers', columns);
  }

  /** The statement that creates the table. */
  get definition(): string {
    return this.table.definition;
  }

  /** Creates the table if it does not exist. */
  async prepare(): Promise<void> {
    await this.table.prepare();
  }

  /** Writes one number, and returns what the table says of it. */
  async enter(series: string, entry: NewEntry, query?: SqlQuery): Promise<Entry> {
    const entries = await this.enterAll(series, [entry], query);
    return entries.get(entry.text) ?? notKept(series, entry.text);
  }

  /** Writes numbers, and returns what the table says of each. */
  async enterAll(
    series: string,
    entries: readonly NewEntry[],
    query?: SqlQuery,
  ): Promise<ReadonlyMap<string, Entry>> {
    const found = new Map<string, Entry>();
    const byText = new Map(entries.map((entry) => [entry.text, entry]));
    // In the same order by everybody: else two who write some of the same numbers could wait for each other.
    const inOrder = [...byText.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
    for (let first = 0; first < inOrder.length; first += MOST_IN_ONE) {
      const some = inOrder.slice(first, first + MOST_IN_ONE);
      await this.insert(series, some, query);
      for (const [text, entry] of await this.select(series, some, query)) found.set(text, entry);
    }
    const lost = inOrder.find(({ text }) => !found.has(text));
    if (lost) notKept(series, lost.text);
    return found;
  }

  // It waits for whoever has written one of the numbers in a transaction that is still open.
  private async insert(series: string, entries: readonly NewEntry[], query?: SqlQuery): Promise<void> {
    const { table } = this;
    const values = entries.flatMap(({ text, state, holder, reason, actor }) => [
      ...[series, text, state, holder],
      ...[reason ?? null, actor ?? null],
    ]);
    let place = 0;
    const row = (): string => `(${Array.from({ length: 6 }, () => table.value(++place)).join(', ')})`;
    const insert =
      `INSERT INTO ${table.name} (series, number, state, holder, reason, actor) ` +
      `VALUES ${entries.map(row).join(', ')} ${table.dialect === 'postgres' ? 'ON CONFLICT DO NOTHING' : IF_NEW}`;
    await table.write(insert, values, query);
  }

  private async select(
    series: string,
    entries: readonly NewEntry[],
    query?: SqlQuery,
  ): Promise<readonly (readonly [string, Entry])[]> {
    const { table } = this;
    const places = entries.map((_, index) => table.value(index + 2)).join(', ');
    const select =
      `SELECT number, state, holder, reason FROM ${table.name} ` +
      `WHERE series = ${table.value(1)} AND number IN (${places})`;
    // This must see what another transaction wrote since this one began. A plain SELECT of MySQL would not.
    const latest = table.dialect === 'postgres' ? select : `${select} LOCK IN SHARE MODE`;
    const rows = await table.rows(latest, [series, ...entries.map(({ text }) => text)], query);
    // Drivers of MySQL answer bytes for a column that is compared byte by byte.
    return rows.map((row) => [String((row as { number: unknown }).number), row as Entry] as const);
  }
}

function notKept(series: string, text: string): never {
  throw new Error(`${text} of series "${series}" is not in the table after it was written`);
}

/** Changes nothing where there is a row. `INSERT IGNORE` would also write what does not fit, cut off. */
const IF_NEW = 'ON DUPLICATE KEY UPDATE series = series';

function columns(dialect: SqlDialect): string {
  // Compared byte by byte: a column type that ignores case could take two numbers for one.
  const [series, key] = dialect === 'postgres' ? ['TEXT', 'TEXT'] : ['VARBINARY(400)', 'VARBINARY(700)'];
  // Whatever the database's own character set: in latin1 a document's name in Chinese would be question marks.
  const any = dialect === 'postgres' ? '' : ' CHARACTER SET utf8mb4';
  const note = dialect === 'postgres' ? 'TEXT' : `VARCHAR(1000)${any}`;
  return (
    `series ${series} NOT NULL, number ${key} NOT NULL, state VARCHAR(9) NOT NULL, holder VARCHAR(600)${any} NOT NULL, ` +
    `reason ${note}, actor ${note}, at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (series, number)`
  );
}
