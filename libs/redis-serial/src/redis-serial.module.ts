import { Module, type DynamicModule, type FactoryProvider, type InjectionToken } from '@nestjs/common';
import { APP_FILTER, ModulesContainer } from '@nestjs/core';
import * as v from 'valibot';
import { CLOCK, machineClock, type Clock } from './common/clock.js';
import { checkOptions, optionsObject, describeValue } from './common/check-options.js';
import { Instrumentation } from './common/instrumentation.js';
import { OptionsError } from './common/options.error.js';
import { ConnectionLifecycle } from './connection-lifecycle.js';
import { Doctor } from './doctor/doctor.js';
import { LockHandlerChecks } from './lock/interceptor/lock-handler-checks.js';
import { LockInjection } from './lock/with-lock/lock-injection.js';
import { resolveLockDefaults } from './lock/lock.options.js';
import { LockEvents } from './lock/lock-events.js';
import { LockService } from './lock/lock.service.js';
import { LockNaming } from './lock/keys/lock-names.js';
import { nameOfProcess } from './lock/store/lock-process.js';
import { LockStore } from './lock/store/lock-store.js';
import { COMMAND_TIMEOUT, LOCK_DEFAULTS } from './lock/lock.tokens.js';
import { TransactionWatch } from './lock/context/transaction-watch.js';
import { KeySpace } from './redis/key-space.js';
import { RedisConnection } from './redis/redis-connection.js';
import { ScriptRunner } from './redis/script-runner.js';
import { ServerClockEstimate } from './redis/server-clock-estimate.js';
import { SeriesFeatureModule } from './series-feature.module.js';
import {
  ConfigurableRedisSerialModule,
  REDIS_SERIAL_OPTIONS,
  SHUTDOWN_GRACE,
  type OPTIONS_TYPE,
} from './redis-serial.module-definition.js';
import {
  resolveRedisSerialOptions,
  type RedisSerialOptions,
  type ResolvedRedisSerialOptions,
} from './redis-serial.options.js';
import { CounterGuards } from './serial/durability/counter-guards.js';
import { CounterKeys } from './serial/allocation/counter-keys.js';
import { CounterStore } from './serial/allocation/counter-store.js';
import { ClockedRunner } from './serial/allocation/clocked-runner.js';
import { SeriesAllocator } from './serial/allocation/series-allocator.js';
import { SerialEvents } from './serial/serial-events.js';
import { ReservationStore } from './serial/gapless/reservation-store.js';
import { Reservations } from './serial/gapless/reservations.js';
import { SerialService } from './serial/serial.service.js';
import { SeriesRegistry } from './serial/series-registry.js';
import type { Series } from './serial/series.js';
import { GatewayFilters } from './transport/gateway-filters.js';
import { RedisSerialExceptionFilter } from './transport/redis-serial.filter.js';
import { BUSY_STATUS } from './transport/transport.tokens.js';

const featureSchema = optionsObject({ series: v.array(v.unknown(), 'expected an array of series') });

/** Under which the checked options are injected. */
export const RESOLVED = Symbol.for('redis-serial:resolved-options');

// One provider of what one option decides.
function fromOptions<T>(
  provide: InjectionToken,
  make: (options: ResolvedRedisSerialOptions) => T,
): FactoryProvider<T> {
  return { provide, useFactory: make, inject: [RESOLVED] };
}

/** Serial numbers and locks on Redis: import it once, inject `SerialService` and `LockService`. */
@Module({
  providers: [
    {
      provide: RESOLVED,
      useFactory: (options: RedisSerialOptions) => resolveRedisSerialOptions(options),
      inject: [REDIS_SERIAL_OPTIONS],
    },
    fromOptions(LOCK_DEFAULTS, ({ lock }) => resolveLockDefaults(lock)),
    fromOptions(SeriesRegistry, ({ series }) => new SeriesRegistry(series)),
    fromOptions(KeySpace, ({ keyPrefix }) => new KeySpace(keyPrefix)),
    {
      provide: RedisConnection,
      useFactory: ({ connection, commandTimeout }: ResolvedRedisSerialOptions, clock: Clock) =>
        RedisConnection.open(connection, commandTimeout, clock),
      inject: [RESOLVED, CLOCK],
    },
    {
      provide: ScriptRunner,
      useFactory: (
        connection: RedisConnection,
        { commandTimeout }: ResolvedRedisSerialOptions,
        clock: Clock,
      ) => new ScriptRunner(connection, commandTimeout, clock),
      inject: [RedisConnection, RESOLVED, CLOCK],
    },
    { provide: CLOCK, useFactory: () => machineClock },
    { provide: ServerClockEstimate, useFactory: serverClock, inject: [CLOCK] },
    {
      provide: CounterGuards,
      useFactory: counterGuards,
      inject: [ScriptRunner, RedisConnection, KeySpace, RESOLVED, SerialEvents, CLOCK],
    },
    {
      provide: ClockedRunner,
      useFactory: counterTimes,
      inject: [KeySpace, ServerClockEstimate, CounterGuards],
    },
    {
      provide: CounterStore,
      useFactory: counterStore,
      inject: [ScriptRunner, ClockedRunner, CounterGuards],
    },
    {
      provide: SeriesAllocator,
      useFactory: seriesAllocator,
      inject: [CounterStore, ServerClockEstimate, CounterGuards, SerialEvents],
    },
    {
      provide: Reservations,
      useFactory: reservations,
      inject: [ScriptRunner, ClockedRunner, CounterGuards, SerialEvents, RESOLVED],
    },
    fromOptions(COMMAND_TIMEOUT, ({ commandTimeout }) => commandTimeout),
    { provide: LockStore, useFactory: lockStore, inject: [ScriptRunner, KeySpace, RedisConnection, CLOCK] },
    Instrumentation,
    LockEvents,
    SerialEvents,
    SerialService,
    LockService,
    LockInjection,
    LockHandlerChecks,
    fromOptions(TransactionWatch, ({ inTransaction }) => new TransactionWatch(inTransaction)),
    { provide: Doctor, useFactory: doctor, inject: [RedisConnection, RESOLVED, CLOCK] },
    fromOptions(SHUTDOWN_GRACE, ({ shutdownGrace }) => shutdownGrace),
    ConnectionLifecycle,
    fromOptions(BUSY_STATUS, ({ busyStatus }) => busyStatus),
    RedisSerialExceptionFilter,
    { provide: APP_FILTER, useFactory: filterOf, inject: [RESOLVED, RedisSerialExceptionFilter] },
    {
      provide: GatewayFilters,
      useFactory: gatewayFilters,
      inject: [RESOLVED, ModulesContainer, RedisSerialExceptionFilter],
    },
  ],
  exports: [SerialService, LockService, SerialEvents, LockEvents, Instrumentation, CounterGuards, CLOCK],
})
export class RedisSerialModule extends ConfigurableRedisSerialModule {
  /** Connects to Redis as the options say; without any, to `REDIS_URL` or a Redis on this machine. */
  static override forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    if (typeof options !== 'object' || (options as unknown) === null)
      throw new OptionsError('options', `expected an object, got ${describeValue(options)}`);
    return super.forRoot(options);
  }

  /** Makes series known that are declared beside the feature that owns them. */
  static forFeature(feature: { readonly series: readonly Series[] }): DynamicModule {
    const { series } = checkOptions(featureSchema, feature, 'forFeature');
    return SeriesFeatureModule.of(series as Series[]);
  }
}

function counterGuards(
  runner: ScriptRunner,
  connection: RedisConnection,
  keys: KeySpace,
  { guard, commandTimeout }: ResolvedRedisSerialOptions,
  events: SerialEvents,
  clock: Clock,
): CounterGuards {
  return new CounterGuards(runner, connection, keys, guard, commandTimeout, events, clock);
}

function counterTimes(keys: KeySpace, clock: ServerClockEstimate, guards: CounterGuards): ClockedRunner {
  return new ClockedRunner(new CounterKeys(keys), clock, guards);
}

function counterStore(runner: ScriptRunner, times: ClockedRunner, guards: CounterGuards): CounterStore {
  return new CounterStore(runner, times, guards);
}

function reservations(
  runner: ScriptRunner,
  times: ClockedRunner,
  guards: CounterGuards,
  events: SerialEvents,
  { ledger }: ResolvedRedisSerialOptions,
): Reservations {
  return new Reservations(new ReservationStore(runner, times, guards), events, ledger);
}

function seriesAllocator(
  store: CounterStore,
  clock: ServerClockEstimate,
  guards: CounterGuards,
  events: SerialEvents,
): SeriesAllocator {
  return new SeriesAllocator(store, clock, guards, events);
}

function serverClock(clock: Clock): ServerClockEstimate {
  return new ServerClockEstimate(clock);
}

function lockStore(
  runner: ScriptRunner,
  keys: KeySpace,
  connection: RedisConnection,
  clock: Clock,
): LockStore {
  return new LockStore(runner, new LockNaming(keys), nameOfProcess(), !connection.isCluster, clock);
}

function doctor(connection: RedisConnection, options: ResolvedRedisSerialOptions, clock: Clock): Doctor {
  return new Doctor(connection, options.doctor, options.commandTimeout, clock);
}

function filterOf(
  { exceptionFilter }: ResolvedRedisSerialOptions,
  filter: RedisSerialExceptionFilter,
): RedisSerialExceptionFilter | undefined {
  return exceptionFilter ? filter : undefined;
}

function gatewayFilters(
  { exceptionFilter }: ResolvedRedisSerialOptions,
  modules: ModulesContainer,
  filter: RedisSerialExceptionFilter,
): GatewayFilters | undefined {
  return exceptionFilter ? new GatewayFilters(modules, filter) : undefined;
}
