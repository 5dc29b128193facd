import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import type { Tables } from './tables.js';

/** The shop's database. */
export class Database extends Kysely<Tables> implements OnApplicationShutdown {
  private readonly logger = new Logger('Database');

  private constructor(private readonly pool: Pool) {
    super({ dialect: new PostgresDialect({ pool }) });
    // The server closed an idle connection; a new one is opened when it is needed.
    pool.on('error', ({ message }) => {
      this.logger.warn(`A connection was lost: ${message}`);
    });
  }

  static at(url: string | undefined): Database {
    return new Database(new Pool({ connectionString: url }));
  }

  /** Runs one statement outside of any transaction, in the form that nestjs-redis-serial expects. */
  readonly query = (sql: string, params: unknown[]): Promise<unknown> => this.pool.query(sql, params);

  /** Closes last: other providers may still write while they shut down. */
  async onApplicationShutdown(): Promise<void> {
    await this.destroy();
  }
}
