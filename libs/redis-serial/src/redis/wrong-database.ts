import type { Cluster, Redis } from 'ioredis';
import { OptionsError } from '../common/options.error.js';
import { isRefusal } from './server-refusals.js';

/**
 * The error of a database that the server does not have. ioredis goes on with database 0 there, where the keys of
 * somebody else may lie.
 */
export function wrongDatabase(error: Error, client: Redis | Cluster): OptionsError | undefined {
  if (!isRefusal(error) || !/DB index/i.test(error.message)) return undefined;
  const { db } = client.options as { readonly db?: number };
  return new OptionsError('connection', `the server has no database ${db}; it says: ${error.message}`, {
    cause: error,
  });
}
