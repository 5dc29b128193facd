import { CompiledQuery, type Transaction } from 'kysely';
import type { Tables } from './tables.js';

/** Runs statements in a transaction, in the form that nestjs-redis-serial expects. */
export function inTransaction(
  transaction: Transaction<Tables>,
): (sql: string, params: unknown[]) => Promise<unknown> {
  return (sql, params) => transaction.executeQuery(CompiledQuery.raw(sql, params));
}
