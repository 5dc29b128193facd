import * as v from 'valibot';
import { checkOptions, durationBetween, optionsObject } from './common/check-options.js';
import type { Duration } from './common/duration.js';
import { doctorSchema, type DoctorMode } from './doctor/doctor.options.js';
import { resolveConnection, type Connection, type ResolvedConnection } from './redis/connection.options.js';
import type { LockOptions } from './lock/lock.options.js';
import { httpError } from './lock/with-lock/with-lock.options.js';
import { durabilitySchema, type Durability, type Guard } from './serial/durability/durability.options.js';
import { ledgerSchema, type ReservationLedger } from './serial/gapless/gapless.options.js';
import type { Series } from './serial/series.js';

/** Options of `RedisSerialModule.forRoot`; each has a default. */
export interface RedisSerialOptions {
  /**
   * Where Redis is. A client of your own is used as it is and never closed. For anything else the module opens a
   * connection and closes it at shutdown.
   * @defaultValue process.env.REDIS_URL, else 'redis://127.0.0.1:6379'
   */
  readonly connection?: Connection;
  /**
   * The beginning of every key that this library writes: letters, digits, `_`, `-`, `.` and `:`.
   * @defaultValue 'serial'
   */
  readonly keyPrefix?: string;
  /**
   * How long a command may take before it fails with `RedisUnavailableError`, including the wait for a connection.
   * @defaultValue '2s'
   */
  readonly commandTimeout?: Duration;
  /** Series known to the whole app. */
  readonly series?: readonly Series[];
  /**
   * How series are guarded against giving a number twice after Redis lost data; a series' own `durability` takes
   * precedence.
   * @defaultValue 'fenced'
   */
  readonly durability?: Durability;
  /**
   * Tells which numbers are used, for series in mode `'gapless'` without an `isUsed` of their own: your
   * `SqlReservationLedger`.
   */
  readonly ledger?: ReservationLedger;
  /** Defaults of every lock. */
  readonly lock?: Omit<LockOptions, 'signal'>;
  /**
   * What happens when the settings of Redis endanger numbers or locks, for example eviction or a lack of persistence:
   * - `'warn'`: one warning is logged after the first connection; the start is not delayed.
   * - `'strict'`: the app does not start when something is dangerous (`OptionsError`), or when Redis does not reply
   *   within `commandTimeout` (`RedisUnavailableError`).
   * - `'off'`: the settings are not examined.
   * @defaultValue 'warn'
   */
  readonly doctor?: DoctorMode;
  /**
   * The HTTP status for a request that found its lock busy, where `@WithLock` or `@LockKey` sets none: 400 to 599.
   * @defaultValue 409
   */
  readonly busyStatus?: number;
  /**
   * Whether this library answers callers that found a lock busy or Redis away. Over HTTP they get 409 or 503 with
   * `Retry-After`; over microservices, WebSockets and GraphQL they get an error with the code. With `false`, your own
   * filters see `LockTimeoutError`, `RedisUnavailableError` and `RecoveryError` as they are.
   * @defaultValue true
   */
  readonly exceptionFilter?: boolean;
  /**
   * How long holders of locks may go on after the app has begun to shut down. Then their signals abort and their locks
   * are released. 0 does so at once.
   * @defaultValue '10s'
   */
  readonly shutdownGrace?: Duration;
  /**
   * Returns whether a database transaction is open where it is called; your transaction library can tell. A lock that
   * is taken inside a transaction is released before the commit, so a warning is logged, once for each kind of key.
   */
  readonly inTransaction?: () => boolean;
}

/** The options, checked and with every default filled in. Each feature checks the options that are its own. */
export interface ResolvedRedisSerialOptions {
  readonly connection: ResolvedConnection;
  readonly keyPrefix: string;
  readonly commandTimeout: number;
  readonly series: readonly Series[];
  readonly guard: Guard;
  readonly ledger: ReservationLedger | undefined;
  readonly lock: unknown;
  readonly doctor: DoctorMode;
  readonly busyStatus: number;
  readonly exceptionFilter: boolean;
  readonly shutdownGrace: number;
  readonly inTransaction: (() => boolean) | undefined;
}

const schema = optionsObject({
  connection: v.optional(v.unknown()),
  keyPrefix: v.optional(
    v.pipe(
      v.string('expected a text'),
      // Braces would be the hash tag of every key, and so put the whole load of a Cluster on one node.
      v.regex(/^[\w.:-]{1,100}$/, 'expected 1 to 100 letters, digits, _ - . or :'),
    ),
    'serial',
  ),
  commandTimeout: v.optional(durationBetween(1, 10 * 60_000), '2s'),
  series: v.optional(v.array(v.unknown(), 'expected an array of series'), []),
  durability: v.optional(durabilitySchema, 'fenced'),
  ledger: v.optional(ledgerSchema),
  lock: v.optional(v.unknown()),
  doctor: v.optional(doctorSchema, 'warn'),
  busyStatus: v.optional(httpError, 409),
  exceptionFilter: v.optional(v.boolean('expected true or false'), true),
  shutdownGrace: v.optional(durationBetween(0, 24 * 3_600_000), '10s'),
  inTransaction: v.optional(v.function('expected a function that answers true or false')),
});

/**
 * Checks the module's options and fills in the defaults.
 * @throws {OptionsError} naming the path of the mistake and what is allowed there.
 */
export function resolveRedisSerialOptions(options: RedisSerialOptions): ResolvedRedisSerialOptions {
  const { connection, series, durability, ledger, inTransaction, ...resolved } = checkOptions(
    schema,
    options,
    '',
  );
  return {
    ...resolved,
    connection: resolveConnection(connection),
    series: series as Series[],
    guard: durability,
    ledger,
    lock: resolved.lock,
    inTransaction: inTransaction as (() => boolean) | undefined,
  };
}
