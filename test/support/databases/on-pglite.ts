import { createPGlite } from 'local-postgres';
import type { TestDatabase } from './test-database.js';

export async function onPGlite(): Promise<TestDatabase> {
  const db = await createPGlite();
  return { dialect: 'postgres', query: (sql, params) => db.query(sql, params), close: () => db.close() };
}
