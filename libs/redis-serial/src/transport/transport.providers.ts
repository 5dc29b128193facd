import { APP_FILTER, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { CLOCK } from '../common/clock.js';
import { provideBy, provideClass, type Token } from '../common/provide.js';
import { filterGateways } from './gateway-filters.js';
import { RedisSerialExceptionFilter } from './redis-serial.filter.js';
import { ANSWERS_CALLERS, BUSY_STATUS, GATEWAY_FILTERS } from './transport.tokens.js';

// Nest's token for a filter of all handlers; with undefined, no filter is used.
const GLOBAL_FILTER = APP_FILTER as unknown as Token<RedisSerialExceptionFilter | undefined>;

/** The answers to callers when a lock is busy or Redis is away. */
export const transportProviders = [
  provideClass(RedisSerialExceptionFilter, BUSY_STATUS, CLOCK, HttpAdapterHost),
  provideBy(GLOBAL_FILTER, [ANSWERS_CALLERS, RedisSerialExceptionFilter], (answers, filter) =>
    answers ? filter : undefined,
  ),
  provideBy(
    GATEWAY_FILTERS,
    [ANSWERS_CALLERS, ModulesContainer, RedisSerialExceptionFilter],
    (answers, modules, filter) => {
      if (answers) filterGateways(modules, filter);
      return undefined;
    },
  ),
];
