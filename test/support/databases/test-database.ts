import type { SqlDialect, SqlQuery } from 'nestjs-redis-serial';

export const ISOLATIONS = ['READ COMMITTED', 'REPEATABLE READ'] as const;
export type Isolation = (typeof ISOLATIONS)[number];

/** A transaction on a connection of its own. Only the first end of it counts. */
export interface Transaction {
  readonly query: SqlQuery;
  readonly commit: () => Promise<void>;
  readonly rollback: () => Promise<void>;
}

/** A database for tests. */
export interface TestDatabase {
  readonly dialect: SqlDialect;
  /** Runs a statement on any connection. */
  readonly query: SqlQuery;
  readonly close: () => Promise<void>;
}

/** A database on a server, which several connections use at the same time. */
export interface DatabaseServer extends TestDatabase {
  readonly begin: (isolation: Isolation) => Promise<Transaction>;
  /**
   * What the database says to a transaction that writes a row which another has written since it began, if it tells it
   * to begin again.
   */
  readonly conflictUnder: (isolation: Isolation) => RegExp | undefined;
  /** How many statements wait for another transaction. */
  readonly waiting: () => Promise<number>;
}
