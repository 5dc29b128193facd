import { CompiledQuery, type Transaction } from 'kysely';
import type { Tables } from './tables.js';

/** Runs statements in a transaction, as nestjs-redis-serial wants it. */
export function inTransaction(
  transaction: Transaction<Tables>,
): (sql: string, params: unknown[]) => Promise<unknown> {
  return (sql, params) => transaction.executeQuery(CompiledQuery.raw(sql, params));
}
