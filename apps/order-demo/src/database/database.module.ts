import { Global, Module } from '@nestjs/common';
import { SqlReservationLedger } from 'nestjs-redis-serial';
import { Database } from './database.js';
import { migrate } from './migrate.js';

/** The database at DATABASE_URL, which main.ts sets, and its ledger of invoice numbers. */
@Global()
@Module({
  providers: [
    {
      provide: Database,
      useFactory: async () => {
        const database = Database.at(process.env.DATABASE_URL);
        await migrate(database);
        return database;
      },
    },
    {
      provide: SqlReservationLedger,
      inject: [Database],
      useFactory: async ({ query }: Database) => {
        const ledger = new SqlReservationLedger({ query });
        // The migration has created its table, so it need not check that in each transaction.
        await ledger.prepare();
        return ledger;
      },
    },
  ],
  exports: [Database, SqlReservationLedger],
})
export class DatabaseModule {}
