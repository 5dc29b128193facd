import type { AuditReport } from './gapless/audit-report.js';
import type { ReservationCalls } from './gapless/reservation-calls.js';
import type { Reservation } from './gapless/reservation.js';
import type { BareCounters } from './bare-counters.js';
import type { CounterStates } from './counter-states.js';
import type { NumberCalls } from './number-calls.js';
import { parseSerial, type ParseOptions } from './parse-serial.js';
import { InvalidSerialError } from './serial.errors.js';
import type {
  CallOptions,
  CancelOptions,
  VoidFreeOptions,
  ConfirmOptions,
  IssuedSerial,
  ParsedSerial,
  ReadOptions,
  ReserveOptions,
  SerialOptions,
  SeriesRef,
  SeriesState,
} from './serial.types.js';
import type { SeriesRegistry } from './series-registry.js';
import { SerialUpkeep } from './upkeep/serial-upkeep.js';
import type { SeriesRecovery } from './upkeep/series-recovery.js';
import type { SeriesMigration } from './upkeep/series-migration.js';
import type { SeriesHistory } from './upkeep/series-history.js';

/** Gives serial numbers: formatted, and unique over all processes that share the Redis. */
export class SerialService extends SerialUpkeep {
  /** @internal Nest makes it. */
  constructor(
    private readonly registry: SeriesRegistry,
    private readonly numbers: NumberCalls,
    private readonly reservations: ReservationCalls,
    private readonly bareCounters: BareCounters,
    states: CounterStates,
    history: SeriesHistory,
    recovery: SeriesRecovery,
    migration: SeriesMigration,
  ) {
    super(states, history, recovery, migration);
  }

  /**
   * Gives the next number of a series, as text.
   * @throws {SeriesExhaustedError} when the period has none left.
   * @throws {PeriodClosedError} when `at` lies in a period that ended longer than `retention` ago.
   * @throws {RedisUnavailableError} when Redis did not reply; a number may then be left out, never given twice.
   * @example
   * await serials.next(OrderNo, { scope: { store: 'SH' } }); // 'ORD-SH-20261123-000001'
   */
  next<Variables extends string>(
    series: SeriesRef<Variables>,
    ...options: CallOptions<Variables>
  ): Promise<string>;
  // No rest parameter here: it would create an array for each number.
  next(series: SeriesRef, options?: SerialOptions): Promise<string> {
    return this.numbers.text(series, options);
  }

  /**
   * Gives `count` numbers. In mode `'strict'` they are consecutive, and it gives all or none; in mode `'buffered'` they
   * only rise. Throws as `next` does.
   * @example
   * await serials.nextMany(InvoiceNo, 3); // ['INV2611-00001', 'INV2611-00002', 'INV2611-00003']
   */
  nextMany<Variables extends string>(
    series: SeriesRef<Variables>,
    count: number,
    ...[options]: CallOptions<Variables>
  ): Promise<string[]> {
    return this.numbers.texts(series, count, options);
  }

  /**
   * Gives the next number together with its value, scope, period and time. Throws as `next` does.
   * @example
   * const { text, value, period } = await serials.issue(InvoiceNo);
   */
  issue<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables>
  ): Promise<IssuedSerial> {
    return this.numbers.issued(series, options);
  }

  /**
   * Raises a counter that belongs to no series and returns its new value: 1, 2, 3, … or steps of `by`.
   * @throws {OptionsError} when the value would exceed `Number.MAX_SAFE_INTEGER`.
   */
  increment(counter: string, by = 1): Promise<number> {
    return this.bareCounters.increment(counter, by);
  }

  /**
   * Tells where the counter stands and what the next number would be; takes no number. In mode `'buffered'` the counter
   * already includes the blocks that processes have fetched ahead.
   * @example
   * const { value, next, remaining } = await serials.peek(InvoiceNo);
   */
  peek<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables, ReadOptions>
  ): Promise<SeriesState> {
    return this.states.peek(series, options);
  }

  /**
   * Reserves a number of a series in mode `'gapless'`: the lowest cancelled one, else the next one. Confirm it once it
   * is used, or cancel it; see `Reservation`. Throws as `next` does.
   * @example
   * await using reserved = await serials.reserve(InvoiceNo); // is cancelled at the end unless it was confirmed
   * await saveInvoice(reserved.text);
   * await reserved.confirm();
   */
  reserve<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables, ReserveOptions>
  ): Promise<Reservation> {
    return this.reservations.reserve(series, options);
  }

  /**
   * Confirms a reserved number: it is used. Works from any process; does nothing if the number is confirmed already.
   * @throws {ReservationError} when it is void, reserved by somebody else, or was never reserved: no document may have
   * it.
   * @throws {InvalidSerialError} when the text is not a number of the series.
   */
  confirm(series: SeriesRef, text: string, options?: ConfirmOptions): Promise<void> {
    return this.reservations.confirm(series, text, options);
  }

  /**
   * Cancels a reserved number: it is not used, and is free for the next caller or void, as the series says. Works from
   * any process; does nothing if the number is cancelled or void already.
   * @throws {ReservationError} when it is confirmed, reserved by somebody else, or was never reserved.
   * @throws {InvalidSerialError} when the text is not a number of the series.
   */
  cancel(series: SeriesRef, text: string, options?: CancelOptions): Promise<void> {
    return this.reservations.cancel(series, text, options);
  }

  /**
   * Voids the free numbers, those that were cancelled and not reserved again, of the present period or that of `at`, so
   * that none is left when the books are closed. Settles expired reservations first. Returns the numbers, lowest first.
   * @throws {PeriodClosedError} when the period of `at` ended longer than `retention` ago.
   */
  voidFree<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables, VoidFreeOptions>
  ): Promise<string[]> {
    return this.reservations.voidFree(series, options);
  }

  /**
   * Tells what became of each number of a series in mode `'gapless'`, in the present period or that of `at`. Settles
   * expired reservations first.
   * @throws {PeriodClosedError} when the period of `at` ended longer than `retention` ago.
   */
  audit<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables, ReadOptions>
  ): Promise<AuditReport> {
    return this.reservations.audit(series, options);
  }

  /**
   * Reads a number's text: the exact inverse of formatting, or with `lenient` what people type. Does not ask Redis, so
   * the number need not have been given.
   * @throws {InvalidSerialError} saying where and why the text is not a number of the series.
   * @example
   * serials.parse(InvoiceNo, 'INV2611-00042').value; // 42
   * serials.parse(InvoiceNo, 'inv 2611 – 0oo42', { lenient: true }).value; // 42
   */
  parse(series: SeriesRef, text: string, options?: ParseOptions): ParsedSerial {
    return parseSerial(this.registry.resolve(series), text, options);
  }

  /** Whether a text has the form of a number of the series, check characters included. Does not ask Redis. */
  isValid(series: SeriesRef, text: string, options?: ParseOptions): boolean {
    const known = this.registry.resolve(series);
    try {
      parseSerial(known, text, options);
      return true;
    } catch (error) {
      if (error instanceof InvalidSerialError) return false;
      throw error;
    }
  }
}
