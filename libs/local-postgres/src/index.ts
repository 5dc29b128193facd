export { localPostgres, type LocalPostgres, type LocalPostgresOptions } from './local-postgres.js';
export { PostgresServer } from './server/postgres-server.js';
