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

/** What `RedisSerialModule.forRoot` takes; everything has a default. */
export interface RedisSerialOptions {
  /**
   * Where Redis is. A client that is passed in is used as it is and never closed; anything else is opened and closed.
   * @defaultValue process.env.REDIS_URL, else 'redis://127.0.0.1:6379'
   */
  readonly connection?: Connection;
  /**
   * What every key of this library begins with: letters, digits, `_`, `-`, `.` and `:`.
   * @defaultValue 'serial'
   */
  readonly keyPrefix?: string;
  /**
   * How long a command may take, waiting for a connection included, before it fails with `RedisUnavailableError`.
   * @defaultValue '2s'
   */
  readonly commandTimeout?: Duration;
  /** Series known to the whole app. */
  readonly series?: readonly Series[];
  /**
   * When a number could be given twice, for every series that does not say so itself.
   * @defaultValue 'fenced'
   */
  readonly durability?: Durability;
  /**
   * Is asked about numbers of series in mode `'gapless'` that have no `isUsed` of their own: your
   * `SqlReservationLedger`.
   */
  readonly ledger?: ReservationLedger;
  /** Defaults of every lock. */
  readonly lock?: Omit<LockOptions, 'signal'>;
  /**
   * What happens when Redis is set up so that numbers or locks can be lost, as by eviction or without persistence:
   * - `'warn'`: one warning in the log, after the first connection; the start is not delayed.
   * - `'strict'`: the app does not start with what is dangerous (`OptionsError`), nor when Redis can't be asked within
   *   `commandTimeout` (`RedisUnavailableError`).
   * - `'off'`: nobody looks.
   * @defaultValue 'warn'
   */
  readonly doctor?: DoctorMode;
  /**
   * The HTTP status for a request that met a busy lock, where its `@WithLock` or `@LockKey` says none: 400 to 599.
   * @defaultValue 409
   */
  readonly busyStatus?: number;
  /**
   * Whether callers that met a busy lock or no Redis are answered by this library: 409 or 503 with `Retry-After` over
   * HTTP, an error with the code over microservices, WebSockets and GraphQL. With `false` your own filters see
   * `LockTimeoutError`, `RedisUnavailableError` and `RecoveryError` as they are.
   * @defaultValue true
   */
  readonly exceptionFilter?: boolean;
  /**
   * How long those who hold locks may go on after the app has begun to shut down; then they are told by their signals,
   * and the locks are given back. 0 tells them at once.
   * @defaultValue '10s'
   */
  readonly shutdownGrace?: Duration;
  /**
   * Says whether a database transaction is open where it is called, as its library knows. A lock that is taken inside
   * of one is given back before the commit; then a warning is logged, once for each kind of key.
   */
  readonly inTransaction?: () => boolean;
}

/** The same, checked, with every default filled in; what belongs to one feature is checked by that feature. */
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
      // Braces would become the hash tag of every key and put a whole Cluster's load on one node.
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
