import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import type { Tables } from './tables.js';

/** The shop's database. */
export class Database extends Kysely<Tables> implements OnApplicationShutdown {
  private readonly logger = new Logger('Database');

  private constructor(private readonly pool: Pool) {
    super({ dialect: new PostgresDialect({ pool }) });
    // One that nobody uses was closed by the server; the next one is opened when it is needed.
    pool.on('error', ({ message }) => {
      this.logger.warn(`A connection was lost: ${message}`);
    });
  }

  static at(url: string | undefined): Database {
    return new Database(new Pool({ connectionString: url }));
  }

  /** Runs one statement outside of any transaction, as nestjs-redis-serial wants it. */
  readonly query = (sql: string, params: unknown[]): Promise<unknown> => this.pool.query(sql, params);

  /** Other providers may still write while they shut down; this one hears of it last. */
  async onApplicationShutdown(): Promise<void> {
    await this.destroy();
  }
}
