import type { FactoryProvider } from '@nestjs/common';
import { CLOCK } from './common/clock.js';
import { Instrumentation } from './common/instrumentation.js';
import { provideBy, provideClass, type Token } from './common/provide.js';
import { ConnectionLifecycle } from './connection-lifecycle.js';
import { Doctor } from './doctor/doctor.js';
import { DEMANDS, DOCTOR_MODE } from './doctor/doctor.tokens.js';
import { resolveLockDefaults } from './lock/lock.options.js';
import { LockService } from './lock/lock.service.js';
import { IN_TRANSACTION, LOCK_DEFAULTS } from './lock/lock.tokens.js';
import { REDIS_SERIAL_OPTIONS, RESOLVED, SHUTDOWN_GRACE } from './redis-serial.module-definition.js';
import { resolveRedisSerialOptions, type ResolvedRedisSerialOptions } from './redis-serial.options.js';
import { RedisConnection } from './redis/redis-connection.js';
import { COMMAND_TIMEOUT, CONNECTION, KEY_PREFIX } from './redis/redis.tokens.js';
import { SeriesAllocator } from './serial/allocation/series-allocator.js';
import { SeriesRegistry } from './serial/series-registry.js';
import { DEFAULT_GUARD, RESERVATION_LEDGER, SERIES } from './serial/serial.tokens.js';
import { ANSWERS_CALLERS, BUSY_STATUS } from './transport/transport.tokens.js';

/** The options, and the part of them that each feature gets. */
export const optionProviders = [
  provideBy(RESOLVED, [REDIS_SERIAL_OPTIONS], (options) => resolveRedisSerialOptions(options)),
  fromOptions(CONNECTION, ({ connection }) => connection),
  fromOptions(KEY_PREFIX, ({ keyPrefix }) => keyPrefix),
  fromOptions(COMMAND_TIMEOUT, ({ commandTimeout }) => commandTimeout),
  fromOptions(SERIES, ({ series }) => series),
  fromOptions(DEFAULT_GUARD, ({ guard }) => guard),
  fromOptions(RESERVATION_LEDGER, ({ ledger }) => ledger),
  fromOptions(LOCK_DEFAULTS, ({ lock }) => resolveLockDefaults(lock)),
  fromOptions(IN_TRANSACTION, ({ inTransaction }) => inTransaction),
  fromOptions(DOCTOR_MODE, ({ doctor }) => doctor),
  fromOptions(BUSY_STATUS, ({ busyStatus }) => busyStatus),
  fromOptions(ANSWERS_CALLERS, ({ exceptionFilter }) => exceptionFilter),
  fromOptions(SHUTDOWN_GRACE, ({ shutdownGrace }) => shutdownGrace),
];

/** What all features share when the app starts, runs and shuts down. */
export const lifeProviders = [
  provideBy(DEMANDS, [SeriesRegistry, KEY_PREFIX], (series, keyPrefix) => () => ({
    keyPrefix,
    guards: series.guards,
    confirms: series.confirms,
    largeSkips: series.largeSkips,
  })),
  provideClass(Instrumentation),
  provideClass(
    ConnectionLifecycle,
    LockService,
    SeriesAllocator,
    SeriesRegistry,
    RedisConnection,
    Doctor,
    SHUTDOWN_GRACE,
    CLOCK,
  ),
];

function fromOptions<T>(
  token: Token<T>,
  pick: (options: ResolvedRedisSerialOptions) => T,
): FactoryProvider<T> {
  return provideBy(token, [RESOLVED], pick);
}
