export { createPGlite } from './embedded/create-pglite.js';
export { emptyDatabase } from './embedded/empty-database.js';
export { localPostgres, type LocalPostgres, type LocalPostgresOptions } from './local-postgres.js';
export { PostgresServer } from './server/postgres-server.js';
