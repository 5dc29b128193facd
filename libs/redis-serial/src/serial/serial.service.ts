import type { AuditReport } from './gapless/audit-report.js';
import type { ReservationCalls } from './gapless/reservation-calls.js';
import type { Reservation } from './gapless/reservation.js';
import type { BareCounters } from './bare-counters.js';
import type { CounterStates } from './counter-states.js';
import type { NumberCalls } from './number-calls.js';
import { parseSerial } from './parse-serial.js';
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

/** Gives serial numbers: formatted, none twice, over all processes that share the Redis. */
export class SerialService {
  /** @internal Nest makes it. */
  constructor(
    private readonly registry: SeriesRegistry,
    private readonly numbers: NumberCalls,
    private readonly states: CounterStates,
    private readonly reservations: ReservationCalls,
    private readonly bareCounters: BareCounters,
  ) {}

  /**
   * The next number of a series, as text.
   * @throws {SeriesExhaustedError} when the period has none left.
   * @throws {PeriodClosedError} when `at` lies in a period that ended longer than `retention` ago.
   * @throws {RedisUnavailableError} when Redis did not answer; a number may then be left out, never given twice.
   */
  next<Variables extends string>(
    series: SeriesRef<Variables>,
    ...options: CallOptions<Variables>
  ): Promise<string>;
  // Without a list of the rest, which would be made for each number.
  next(series: SeriesRef, options?: SerialOptions): Promise<string> {
    return this.numbers.text(series, options);
  }

  /**
   * So many numbers: consecutive, all or none, in mode `'strict'`; rising in mode `'buffered'`. Throws as `next` does.
   */
  nextMany<Variables extends string>(
    series: SeriesRef<Variables>,
    count: number,
    ...[options]: CallOptions<Variables>
  ): Promise<string[]> {
    return this.numbers.texts(series, count, options);
  }

  /** The next number with all that is known of it. Throws as `next` does. */
  issue<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables>
  ): Promise<IssuedSerial> {
    return this.numbers.issued(series, options);
  }

  /**
   * The next value of a bare counter: 1, 2, 3, … or further apart. No series is declared for it.
   * @throws {OptionsError} when the counter would pass the largest number that JavaScript can tell exactly.
   */
  increment(counter: string, by = 1): Promise<number> {
    return this.bareCounters.increment(counter, by);
  }

  /**
   * Where the counter stands and what the next number would be; takes nothing. In mode `'buffered'` the counter has
   * gone past all that processes have fetched ahead.
   */
  peek<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables, ReadOptions>
  ): Promise<SeriesState> {
    return this.states.peek(series, options);
  }

  /**
   * Lifts the counter to a value that another system has reached, so that the next number is above it; never lowers it.
   * In mode `'buffered'` other processes first use up what they have fetched. Answers where the counter stands.
   * @throws {OptionsError} when the value is above what the series can hold.
   */
  advanceTo<Variables extends string>(
    series: SeriesRef<Variables>,
    value: number,
    ...[options]: CallOptions<Variables, ReadOptions>
  ): Promise<number> {
    return this.states.advanceTo(series, value, options);
  }

  /**
   * Reserves a number of a series in mode `'gapless'`: the lowest that was cancelled, or else the next one. Confirm it
   * once it is used, or cancel it; see `Reservation`. Throws as `next` does.
   */
  reserve<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables, ReserveOptions>
  ): Promise<Reservation> {
    return this.reservations.reserve(series, options);
  }

  /**
   * Says that a reserved number is used, from any process. Does nothing to one that is confirmed already.
   * @throws {ReservationError} when it is void, somebody else's, or was never reserved: no document must have it.
   * @throws {InvalidSerialError} when the text is no number of the series.
   */
  confirm(series: SeriesRef, text: string, options?: ConfirmOptions): Promise<void> {
    return this.reservations.confirm(series, text, options);
  }

  /**
   * Says that a reserved number is not used, from any process: it becomes the next caller's, or void, as the series
   * says. Does nothing to one that is cancelled or void already.
   * @throws {ReservationError} when it is confirmed, somebody else's, or was never reserved.
   * @throws {InvalidSerialError} when the text is no number of the series.
   */
  cancel(series: SeriesRef, text: string, options?: CancelOptions): Promise<void> {
    return this.reservations.cancel(series, text, options);
  }

  /**
   * Voids the numbers that were cancelled and are nobody's, in the present period or that of `at`, so that none is free
   * when its books are closed; reservations whose leases ran out are settled before. Answers the numbers, lowest first.
   * @throws {PeriodClosedError} when the period of `at` ended longer than `retention` ago.
   */
  voidFree<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables, VoidFreeOptions>
  ): Promise<string[]> {
    return this.reservations.voidFree(series, options);
  }

  /**
   * What became of the numbers of a series in mode `'gapless'`, in the present period or that of `at`. Before that,
   * reservations whose leases ran out are settled.
   * @throws {PeriodClosedError} when the period of `at` ended longer than `retention` ago.
   */
  audit<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables, ReadOptions>
  ): Promise<AuditReport> {
    return this.reservations.audit(series, options);
  }

  /**
   * What a number's text says; the exact inverse of formatting. Asks nobody: a number need not have been given.
   * @throws {InvalidSerialError} saying where and why the text is no number of the series.
   */
  parse(series: SeriesRef, text: string): ParsedSerial {
    return parseSerial(this.registry.resolve(series), text);
  }

  /** Tells whether a text is a number of the series, as far as a text can tell. */
  isValid(series: SeriesRef, text: string): boolean {
    const known = this.registry.resolve(series);
    try {
      parseSerial(known, text);
      return true;
    } catch (error) {
      if (error instanceof InvalidSerialError) return false;
      throw error;
    }
  }
}
