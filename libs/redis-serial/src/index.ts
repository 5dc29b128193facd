export { RedisSerialModule } from './redis-serial.module.js';
export type { RedisSerialOptions } from './redis-serial.options.js';
export type { ClusterConnection, Connection } from './redis/connection.options.js';
export type { Duration } from './common/duration.js';

export { examineRedis } from './doctor/examine.js';
export type { DoctorMode } from './doctor/doctor.options.js';
export type { DoctorFinding, DoctorFindingCode } from './doctor/finding.js';

export { defineSeries, type Series } from './serial/series.js';
export type { AuditReport, VoidedNumber } from './serial/gapless/audit-report.js';
export type {
  GaplessOptions,
  IsUsed,
  ReservationLedger,
  VoidedInLedger,
} from './serial/gapless/gapless.options.js';
export {
  SqlReservationLedger,
  type LedgerEntry,
  type SqlReservationLedgerOptions,
} from './serial/gapless/sql-reservation-ledger.js';
export { ReservationError } from './serial/gapless/reservation.error.js';
export type { Reservation } from './serial/gapless/reservation.js';
export type { BufferOptions, SeriesDefinition } from './serial/series.options.js';
export type { ParseOptions } from './serial/parse-serial.js';
export { defineCheck, type CheckDefinition } from './serial/pattern/checks/define-check.js';
export type { MonthsUnit, YearStart } from './serial/period/calendar.options.js';
export type { NamedPeriod, PeriodOf } from './serial/period/period-finder.js';
export type { PeriodUnit, ResetUnit } from './serial/period/period.js';
export type { ScopeOf, ScopeValue } from './serial/scope.js';
export { SerialService } from './serial/serial.service.js';
export type { CounterEvent } from './serial/upkeep/counter-event.js';
export type { MigrateOptions, MigrateProgress } from './serial/upkeep/migrate.options.js';
export type { HistoryOptions } from './serial/upkeep/history.options.js';
export type { SerialUpkeep } from './serial/upkeep/serial-upkeep.js';
export type {
  CallOptions,
  IssuedSerial,
  ParsedSerial,
  ReadOptions,
  SerialOptions,
  SeriesRef,
  SeriesState,
  CancelOptions,
  VoidFreeOptions,
  ConfirmOptions,
  ReserveOptions,
} from './serial/serial.types.js';

export type {
  Durability,
  FencedDurability,
  HighWaterDurability,
} from './serial/durability/durability.options.js';
export type { HighWaterStore } from './serial/durability/high-water-store.js';
export {
  SqlHighWaterStore,
  type SqlHighWaterStoreOptions,
} from './serial/durability/sql-high-water-store.js';
export { RedisHighWaterStore } from './serial/durability/redis-high-water-store.js';
export type { RedisHighWaterStoreOptions } from './serial/durability/redis-high-water-store.options.js';
export { RecoveryError } from './serial/durability/recovery.error.js';

export { LockService, type LockedWork } from './lock/lock.service.js';
export type { Lock } from './lock/lock.js';
export type { LockOptions } from './lock/lock.options.js';
export type { LockHolder, LockState } from './lua/lock/inspect-lock.script.js';
export { currentLock } from './lock/context/current-lock.js';
export type { KeySource } from './lock/keys/key-source.js';
export {
  LockEvents,
  type LockEndEvent,
  type LockEvent,
  type LockEventMap,
  type LockTimeoutEvent,
} from './lock/lock-events.js';
export {
  SerialEvents,
  type GroupedEvent,
  type IssuedEvent,
  type LostEvent,
  type RecoveredEvent,
  type ScopedEvent,
  type SerialEventMap,
  type SeriesEvent,
  type SettledEvent,
  type WaitedEvent,
} from './serial/serial-events.js';
export { WithLock } from './lock/with-lock/with-lock.decorator.js';
export type { BusyAnswer, WithLockOptions } from './lock/with-lock/with-lock.options.js';
export { LockKey } from './lock/interceptor/lock-key.decorator.js';
export { LockInterceptor } from './lock/interceptor/lock.interceptor.js';
export { fencedUpdate, type SqlStatement } from './lock/fencing/fenced-update.js';
export type { FencedUpdateOptions } from './lock/fencing/fenced-update.options.js';
export type { SqlDialect } from './common/sql-dialect.js';
export { getFenced, setFenced, type SetFencedOptions } from './lock/fencing/fenced-key.js';
export type { FencedValue } from './lua/fencing/fenced.record.js';

export type { SqlQuery, SqlTableOptions } from './common/sql-table.js';
export { RedisSerialError } from './common/redis-serial.error.js';
export { OptionsError } from './common/options.error.js';
export { RedisUnavailableError } from './redis/redis-unavailable.error.js';
export { PatternError } from './serial/pattern/pattern.error.js';
export {
  InvalidSerialError,
  PeriodClosedError,
  SeriesExhaustedError,
  SeriesUnknownError,
} from './serial/serial.errors.js';
export { SeriesChangedError } from './serial/evolution/series-changed.error.js';
export { LockKeyError, LockLostError, LockTimeoutError } from './lock/lock.errors.js';
