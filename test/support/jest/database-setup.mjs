import { emptyDatabase } from '../../../libs/local-postgres/dist/index.js';
import redisSetup from './redis-setup.mjs';

/** Has besides a server program the files of an empty database at hand, so that no test takes the time to make them. */
export default async function databaseSetup() {
  await Promise.all([redisSetup(), emptyDatabase()]);
}
