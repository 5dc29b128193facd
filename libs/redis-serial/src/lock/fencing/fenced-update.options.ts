import * as v from 'valibot';
import {
  checkOptions,
  oneOf,
  optionsObject,
  describeValue,
  wholeNumber,
} from '../../common/check-options.js';
import { OptionsError } from '../../common/options.error.js';
import { SQL_DIALECTS, type SqlDialect } from '../../common/sql-dialect.js';

/** What `fencedUpdate` writes, where, and under which fence. */
export interface FencedUpdateOptions {
  /**
   * The table, `'orders'` or `'shop.orders'`. Names are quoted, so write them as the database stores them; PostgreSQL
   * stores a name that was created without quotes in lower case.
   */
  readonly table: string;
  /** The columns to write; at least one. */
  readonly set: Readonly<Record<string, unknown>>;
  /** Which row: the columns that must be equal, at least one. null means IS NULL. */
  readonly where: Readonly<Record<string, unknown>>;
  /** The fence of the lock that is held. */
  readonly fence: number;
  /**
   * The column with the highest fence that has written the row: a BIGINT, NULL before the first write.
   * @defaultValue 'fence'
   */
  readonly fenceColumn?: string | undefined;
  /**
   * How names and values are written: `"name"` and `$1`, or `` `name` `` and `?`.
   * @defaultValue 'postgres'
   */
  readonly dialect?: SqlDialect | undefined;
}

/** The options with every default filled in, and columns as pairs of name and value. */
export interface ResolvedFencedUpdate {
  readonly table: string;
  readonly set: readonly (readonly [column: string, value: unknown])[];
  readonly where: readonly (readonly [column: string, value: unknown])[];
  readonly fence: number;
  readonly fenceColumn: string;
  readonly dialect: SqlDialect;
}

const NAME = String.raw`[\p{L}_][\p{L}\p{M}\p{N}_$]{0,63}`;
const COLUMN = new RegExp(`^${NAME}$`, 'u');
const TABLE = new RegExp(`^(${NAME}\\.)?${NAME}$`, 'u');
const NAME_RULE = '1 to 64 letters, digits, _ or $, the first no digit';

const columns = v.custom<Readonly<Record<string, unknown>>>(
  (given) => typeof given === 'object' && given !== null && !Array.isArray(given),
  (issue) => `expected an object of columns, such as { id: 7 }, got ${describeValue(issue.input)}`,
);

const schema = optionsObject({
  table: named(TABLE, `a table, such as 'orders' or 'shop.orders', each name of ${NAME_RULE}`),
  set: columns,
  where: columns,
  fence: wholeNumber(0),
  fenceColumn: v.optional(named(COLUMN, `a column of ${NAME_RULE}`), 'fence'),
  dialect: v.optional(oneOf(SQL_DIALECTS), 'postgres'),
});

/**
 * Checks the options of `fencedUpdate` and fills in the defaults.
 * @throws {OptionsError} naming the path of the mistake and what is allowed there.
 */
export function resolveFencedUpdate(options: FencedUpdateOptions): ResolvedFencedUpdate {
  const resolved = checkOptions(schema, options, '');
  const { fenceColumn, dialect } = resolved;
  const set = checkedColumns(resolved.set, 'set', dialect);
  if (set.some(([column]) => column === fenceColumn))
    throw new OptionsError(`set.${fenceColumn}`, 'is written by itself: it keeps the fence');
  return { ...resolved, set, where: checkedColumns(resolved.where, 'where', dialect) };
}

function checkedColumns(
  given: Readonly<Record<string, unknown>>,
  path: string,
  dialect: SqlDialect,
): (readonly [string, unknown])[] {
  const entries = Object.entries(given);
  // Without a condition the statement would write the whole table.
  if (entries.length === 0) throw new OptionsError(path, 'expected one column at least');
  for (const [column, value] of entries) {
    if (!COLUMN.test(column))
      throw new OptionsError(path, `expected names of ${NAME_RULE}, got ${describeValue(column)}`);
    const problem = problemOf(value, dialect);
    if (problem !== undefined) throw new OptionsError(`${path}.${column}`, problem);
  }
  return entries;
}

// Messages never show a value: it may be a secret.
function problemOf(value: unknown, dialect: SqlDialect): string | undefined {
  if (value === undefined) return 'is undefined; write null for NULL';
  if (typeof value === 'function' || typeof value === 'symbol')
    return 'no database keeps a function or symbol';
  // MySQL clients write the fields of an object into the SQL, which changes the meaning of the statement.
  const isPlain = typeof value !== 'object' || value === null;
  if (dialect === 'mysql' && !isPlain && !(value instanceof Date) && !ArrayBuffer.isView(value))
    return 'expected a text, number, boolean, Date, bytes or null; write JSON as text';
  return undefined;
}

function named(rule: RegExp, expected: string): v.GenericSchema<unknown, string> {
  return v.custom<string>(
    (given) => typeof given === 'string' && rule.test(given),
    (issue) => `expected ${expected}, got ${describeValue(issue.input)}`,
  );
}
