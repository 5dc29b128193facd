export { localPostgres, type LocalPostgres, type LocalPostgresOptions } from './local-postgres.js';
