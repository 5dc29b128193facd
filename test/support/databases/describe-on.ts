import { PostgresServer } from 'local-postgres';
import { describeUnless } from '../describe-unless.js';
import { MariaDbServer } from './mariadb-server.js';
import { onMariaDb } from './on-mariadb.js';
import { onPGlite } from './on-pglite.js';
import { onPostgres } from './on-postgres.js';
import type { DatabaseServer, TestDatabase } from './test-database.js';

const noPostgres = await PostgresServer.missing();
const noMariaDb = await MariaDbServer.missing();

/** The tests on each kind of server, and what a machine lacks for them is said. */
export function describeOnServers(title: string, tests: (open: () => Promise<DatabaseServer>) => void): void {
  describeUnless(noPostgres, `${title} on a PostgreSQL server`, () => {
    tests(onPostgres);
  });
  describeUnless(noMariaDb, `${title} on a MariaDB server`, () => {
    tests(() => onMariaDb());
  });
}

/** The tests on each kind of server, also on one that refuses what others leave to the last who writes. */
export function describeOnIsolation(
  title: string,
  tests: (open: () => Promise<DatabaseServer>) => void,
): void {
  describeOnServers(title, tests);
  describeUnless(noMariaDb, `${title} on a MariaDB server that isolates snapshots`, () => {
    tests(() => onMariaDb({ refusesLate: true }));
  });
}

/** The tests on each database, and on each way in which a driver sends statements to it. */
export function describeOnDatabases(title: string, tests: (open: () => Promise<TestDatabase>) => void): void {
  describe(`${title} on PGlite`, () => {
    tests(onPGlite);
  });
  describeOnServers(title, tests);
  describeUnless(noMariaDb, `${title} on a MariaDB server with prepared statements`, () => {
    tests(() => onMariaDb({ sending: 'execute' }));
  });
}
