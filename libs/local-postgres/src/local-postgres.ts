import { createPGlite } from './embedded/create-pglite.js';
import { Gateway } from './wire/gateway.js';

/** Which PostgreSQL to use. */
export interface LocalPostgresOptions {
  /** A PostgreSQL that already runs. @defaultValue `process.env.DATABASE_URL` */
  readonly url?: string | undefined;
}

/** A PostgreSQL to work with. */
export interface LocalPostgres {
  readonly url: string;
  /** Whether it is embedded in this process; then its data are gone when it is stopped. */
  readonly isEmbedded: boolean;
  /** Stops the embedded one; a server that already ran goes on. */
  readonly stop: () => Promise<void>;
}

/**
 * Uses the PostgreSQL at `url` or `DATABASE_URL`, else starts an embedded one. That one speaks PostgreSQL's protocol on
 * a free port of this machine, so other processes may use it too. It runs one transaction at a time.
 */
export async function localPostgres(options: LocalPostgresOptions = {}): Promise<LocalPostgres> {
  const url = options.url ?? process.env.DATABASE_URL;
  // An empty variable is how a shell says "none".
  if (url) return { url, isEmbedded: false, stop: () => Promise.resolve() };

  const database = await createPGlite();
  const gateway = new Gateway(database);
  const port = await gateway.listen();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres?sslmode=disable`,
    isEmbedded: true,
    stop: async () => {
      await gateway.close();
      await database.close();
    },
  };
}
