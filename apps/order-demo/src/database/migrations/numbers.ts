import { sql, type Kysely } from 'kysely';
import { SqlHighWaterStore, SqlReservationLedger } from 'nestjs-redis-serial';

const nothing = (): Promise<never[]> => Promise.resolve([]);

/** The tables in which nestjs-redis-serial records the ceilings of counters, and what became of invoice numbers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(new SqlHighWaterStore({ query: nothing }).definition).execute(db);
  await sql.raw(new SqlReservationLedger({ query: nothing }).definition).execute(db);
}
