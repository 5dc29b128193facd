import { resolveFencedUpdate, type FencedUpdateOptions } from './fenced-update.options.js';
import { placeholder, quoteName } from '../../common/sql-dialect.js';

/** An SQL statement and the values of its placeholders. */
export interface SqlStatement {
  /** The statement, with placeholders for values. */
  readonly sql: string;
  /** The values, in the order of their placeholders. */
  readonly params: unknown[];
}

/**
 * Builds the UPDATE of a row under the fence of a lock. The statement writes nothing when a holder with a higher fence
 * has written the row before; the same fence may write again. All values are parameters. Run it with any client, and
 * look how many rows it wrote (`rowCount` of pg, `affectedRows` of mysql2 and PGlite). None means that a newer holder
 * has written, or that there is no such row: stop then, the lock is lost.
 *
 * Martin Kleppmann, "How to do distributed locking" (2016): a lease alone can't keep a late holder from writing.
 * @throws {OptionsError} naming the path of the mistake and what is allowed there.
 * @example
 * const { sql, params } = fencedUpdate({ table: 'orders', set: { status }, where: { id: 7 }, fence: lock.fence });
 * const { rowCount } = await pool.query(sql, params);
 * if (rowCount === 0) throw new Error('a newer holder has written, or there is no order 7');
 */
export function fencedUpdate(options: FencedUpdateOptions): SqlStatement {
  const { table, set, where, fence, fenceColumn, dialect } = resolveFencedUpdate(options);
  const params: unknown[] = [];
  const name = (given: string): string => quoteName(given, dialect);
  const param = (value: unknown): string => placeholder(params.push(value), dialect);
  // Parameters are added in the order of the statement: MySQL's placeholders have no numbers.
  const assignments = [...set, [fenceColumn, fence] as const].map(
    ([column, value]) => `${name(column)} = ${param(value)}`,
  );
  const conditions = where.map(([column, value]) =>
    value === null ? `${name(column)} IS NULL` : `${name(column)} = ${param(value)}`,
  );
  conditions.push(`(${name(fenceColumn)} IS NULL OR ${name(fenceColumn)} <= ${param(fence)})`);
  const sql = `UPDATE ${name(table)} SET ${assignments.join(', ')} WHERE ${conditions.join(' AND ')}`;
  return { sql, params };
}
