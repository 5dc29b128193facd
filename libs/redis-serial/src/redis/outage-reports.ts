import { Logger } from '@nestjs/common';
import type { Cluster, Redis } from 'ioredis';
import { closedUnanswered, describeTrouble } from './client-troubles.js';
import type { Readiness } from './readiness.js';
import { withoutCommand } from './reply-failure.js';
import { wrongDatabase } from './wrong-database.js';

const logger = new Logger('RedisSerialModule');

/** Notes why the library's own client can't be used, for callers and, once for each outage, for the log. */
export function reportOutages(client: Redis | Cluster, readiness: Readiness): void {
  let isAway = false;
  let isAnswered = true;
  client.on('error', (error: Error) => {
    readiness.failed(wrongDatabase(error, client) ?? withoutCommand(error));
    if (isAway) return;
    isAway = true;
    logger.warn(`Redis is away (${describeTrouble(error)}); reconnecting until it is back`);
  });
  // A database that is not there is told of before the connection counts as ready, and with each one anew.
  client.on('connecting', () => {
    readiness.retried();
  });
  client.on('connect', () => (isAnswered = false));
  client.on('close', () => {
    if (!isAnswered) readiness.trouble ??= closedUnanswered();
  });
  client.on('ready', () => {
    isAnswered = true;
    if (readiness.isHopeless) return;
    readiness.trouble = undefined;
    if (isAway) logger.log('Redis is back');
    isAway = false;
  });
}
