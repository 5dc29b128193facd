import { Migrator, type Migration } from 'kysely';
import type { Database } from './database.js';
import * as numbers from './migrations/numbers.js';
import * as shop from './migrations/shop.js';

/** They run in the order of their names. A migration that has run anywhere is never changed again. */
const MIGRATIONS: Record<string, Migration> = { '01 shop': shop, '02 numbers': numbers };

/** Brings a database up to date. If several instances start together, one of them does it. */
export async function migrate(database: Database): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
  const { error } = await new Migrator({ db: database, provider }).migrateToLatest();
  const why = error instanceof Error ? error.message : String(error);
  if (error)
    throw new Error(`The database at DATABASE_URL could not be brought up to date: ${why}`, { cause: error });
}
