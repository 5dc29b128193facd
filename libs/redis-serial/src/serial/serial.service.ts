import * as v from 'valibot';
import { checkOptions, optionsObject, describeValue, wholeNumber } from '../common/check-options.js';
import { OptionsError } from '../common/options.error.js';
import type { Instrumentation } from '../common/instrumentation.js';
import { unlessAborted } from '../common/race.js';
import type { KeySpace } from '../redis/key-space.js';
import type { ScriptRunner } from '../redis/script-runner.js';
import { batchAt } from './allocation/batch.js';
import type { CounterCall } from './allocation/number-request.js';
import type { SeriesAllocator } from './allocation/series-allocator.js';
import type { AuditReport } from './gapless/audit-report.js';
import { leaseSchema } from './gapless/gapless.options.js';
import type { Reservation } from './gapless/reservation.js';
import type { ReservationsAt } from './gapless/reservation-store.js';
import type { Reservations } from './gapless/reservations.js';
import { capacityOf, followingNumber, remainingFrom } from './number-grid.js';
import { parseSerial } from './parse-serial.js';
import { resolveCall } from './resolve-call.js';
import { addToCounter } from '../lua/counter/add-to-counter.script.js';
import { InvalidSerialError } from './serial.errors.js';
import type { SeriesRegistry } from './series-registry.js';
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
import { issuedOf, BatchRequest, SingleRequest, textOf } from './number-requests.js';

const MOST_AT_ONCE = 1_000_000;

const said = v.optional(v.string('expected a text'));
const settlementSchema = optionsObject({ reason: said, actor: said });

/** Gives serial numbers: formatted, none twice, over all processes that share the Redis. */
export class SerialService {
  /** @internal Nest makes it. */
  constructor(
    private readonly registry: SeriesRegistry,
    private readonly allocator: SeriesAllocator,
    private readonly runner: ScriptRunner,
    private readonly keys: KeySpace,
    private readonly instrumentation: Instrumentation,
    private readonly reservations: Reservations,
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
    if (this.instrumentation.instrument)
      return this.measured(series, 1, () => this.takeText(series, options));
    return this.takeText(series, options);
  }

  /**
   * So many numbers: consecutive, all or none, in mode `'strict'`; rising in mode `'buffered'`. Throws as `next` does.
   */
  nextMany<Variables extends string>(
    series: SeriesRef<Variables>,
    count: number,
    ...[options]: CallOptions<Variables>
  ): Promise<string[]> {
    return this.measured(series, count, () => {
      const taken = new Promise<string[]>((resolve, fail) => {
        checkOptions(wholeNumber(1, MOST_AT_ONCE), count, 'count');
        this.allocator.take(this.resolve(series, options), new BatchRequest(count, options, resolve, fail));
      });
      return options?.signal ? interruptible(taken, options.signal) : taken;
    });
  }

  /** The next number with all that is known of it. Throws as `next` does. */
  issue<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables>
  ): Promise<IssuedSerial> {
    return this.measured(series, 1, () => {
      const taken = new Promise<IssuedSerial>((resolve, fail) => {
        this.allocator.take(
          this.resolve(series, options),
          new SingleRequest(options, issuedOf, resolve, fail),
        );
      });
      return options?.signal ? interruptible(taken, options.signal) : taken;
    });
  }

  /**
   * The next value of a bare counter: 1, 2, 3, … or further apart. No series is declared for it.
   * @throws {OptionsError} when the counter would pass the largest number that JavaScript can tell exactly.
   */
  async increment(counter: string, by = 1): Promise<number> {
    if (typeof counter !== 'string' || counter.length === 0 || counter.length > 1024) {
      throw new OptionsError(
        'counter',
        `expected a name of 1 to 1024 characters, got ${describeValue(counter)}`,
      );
    }
    checkOptions(wholeNumber(1), by, 'by');
    const key = this.keys.key('bare', counter);
    const value = await this.runner.run(addToCounter, { counter: key }, { by, max: Number.MAX_SAFE_INTEGER });
    if (value === undefined)
      throw new OptionsError('by', `counter "${counter}" would pass ${Number.MAX_SAFE_INTEGER}`);
    return value;
  }

  /**
   * Where the counter stands and what the next number would be; takes nothing. In mode `'buffered'` the counter has
   * gone past all that processes have fetched ahead.
   */
  async peek<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables, ReadOptions>
  ): Promise<SeriesState> {
    const call = this.resolve(series, options);
    const known = call.series;
    const { minute, reply } = await this.allocator.read(call, undefined, options?.signal);
    const period = minute.period.id;
    const following = followingNumber(known, reply.value);
    const reserved = known.mode === 'gapless' ? await this.reservations.look({ call, minute }) : undefined;
    const next = reserved?.lowestFree ?? this.allocator.bufferedNext(call, period) ?? following;
    const batch = batchAt(call, minute, { textAt: call.at ?? reply.now, issuedAt: reply.now });
    return {
      value: reply.value ?? known.start - known.step,
      next: next === undefined ? undefined : batch.write(next),
      remaining: remainingFrom(known, following) + (reserved?.free ?? 0),
      capacity: capacityOf(known),
      period,
      pending: reserved?.pending ?? 0,
    };
  }

  /**
   * Lifts the counter to a value that another system has reached, so that the next number is above it; never lowers it.
   * In mode `'buffered'` other processes first use up what they have fetched. Answers where the counter stands.
   * @throws {OptionsError} when the value is above what the series can hold.
   */
  async advanceTo<Variables extends string>(
    series: SeriesRef<Variables>,
    value: number,
    ...[options]: CallOptions<Variables, ReadOptions>
  ): Promise<number> {
    const call = this.resolve(series, options);
    checkOptions(wholeNumber(0, call.series.highest), value, 'value');
    const { reply } = await this.allocator.read(call, value, options?.signal);
    return reply.value ?? value;
  }

  /**
   * Reserves a number of a series in mode `'gapless'`: the lowest that was cancelled, or else the next one. Confirm it
   * once it is used, or cancel it; see `Reservation`. Throws as `next` does.
   */
  async reserve<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables, ReserveOptions>
  ): Promise<Reservation> {
    const { lease, ...rest } = options ?? {};
    const call = this.resolveGapless(series, rest);
    const leaseMs =
      lease === undefined ? call.series.gapless.leaseMs : checkOptions(leaseSchema, lease, 'lease');
    const reserved = this.reservations.reserve(call, leaseMs, rest.idempotencyKey);
    return await unlessAborted(reserved, rest.signal);
  }

  /**
   * Says that a reserved number is used, from any process. Does nothing to one that is confirmed already.
   * @throws {ReservationError} when it is void, somebody else's, or was never reserved: no document must have it.
   * @throws {InvalidSerialError} when the text is no number of the series.
   */
  async confirm(series: SeriesRef, text: string, options?: ConfirmOptions): Promise<void> {
    const { where, value } = this.reservationOf(series, text, options);
    const token = await this.reservations.tokenOf(where, text, value);
    await this.reservations.confirm(where, text, value, options ?? {}, token);
  }

  /**
   * Says that a reserved number is not used, from any process: it becomes the next caller's, or void, as the series
   * says. Does nothing to one that is cancelled or void already.
   * @throws {ReservationError} when it is confirmed, somebody else's, or was never reserved.
   * @throws {InvalidSerialError} when the text is no number of the series.
   */
  async cancel(series: SeriesRef, text: string, options?: CancelOptions): Promise<void> {
    const { where, value } = this.reservationOf(series, text, options);
    const token = await this.reservations.tokenOf(where, text, value);
    await this.reservations.cancel(where, text, value, options ?? {}, token);
  }

  /**
   * Voids the numbers that were cancelled and are nobody's, in the present period or that of `at`, so that none is free
   * when its books are closed; reservations whose leases ran out are settled before. Answers the numbers, lowest first.
   * @throws {PeriodClosedError} when the period of `at` ended longer than `retention` ago.
   */
  async voidFree<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables, VoidFreeOptions>
  ): Promise<string[]> {
    const { reason, actor, ...rest } = options ?? {};
    checkOptions(settlementSchema, { reason, actor }, '');
    const call = this.resolveGapless(series, rest);
    return await unlessAborted(this.reservations.voidFree(call, { reason, actor }), rest.signal);
  }

  /**
   * What became of the numbers of a series in mode `'gapless'`, in the present period or that of `at`. Before that,
   * reservations whose leases ran out are settled.
   * @throws {PeriodClosedError} when the period of `at` ended longer than `retention` ago.
   */
  async audit<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables, ReadOptions>
  ): Promise<AuditReport> {
    const call = this.resolveGapless(series, options);
    // Where Redis lost all of it, that is noticed when the counter is read.
    const audit = this.reservations.audit(call, () => this.allocator.read(call, undefined));
    return await unlessAborted(audit, options?.signal);
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

  private takeText(series: SeriesRef, options: SerialOptions | undefined): Promise<string> {
    const taken = new Promise<string>((resolve, fail) => {
      this.allocator.take(this.resolve(series, options), new SingleRequest(options, textOf, resolve, fail));
    });
    return options?.signal ? interruptible(taken, options.signal) : taken;
  }

  private measured<T>(series: SeriesRef, count: number, ask: () => Promise<T>): Promise<T> {
    const { instrument } = this.instrumentation;
    if (!instrument) return ask();
    return instrument.issuing(typeof series === 'string' ? series : series.name, count, ask);
  }

  private resolveGapless(series: SeriesRef, options: SerialOptions | undefined): CounterCall {
    const call = this.resolve(series, options);
    if (call.series.mode === 'gapless') return call;
    throw new OptionsError(
      'series',
      `"${call.series.name}" is ${call.series.mode}; only 'gapless' ones have reservations`,
    );
  }

  private reservationOf(
    series: SeriesRef,
    text: string,
    options: CancelOptions | undefined,
  ): { where: ReservationsAt; value: number } {
    checkOptions(settlementSchema, options ?? {}, '');
    const { value, scope, from } = this.parse(series, text);
    const call = this.resolveGapless(series, { scope, ...(from && { at: from }) });
    return { where: { call, minute: call.series.calendar.minuteAt(from?.getTime() ?? 0) }, value };
  }

  private resolve(series: SeriesRef, options: SerialOptions | undefined): CounterCall {
    return resolveCall(this.registry.resolve(series), options);
  }
}

function interruptible<T>(taken: Promise<T>, signal: AbortSignal): Promise<T> {
  // What is no signal has failed already, for that reason.
  return signal instanceof EventTarget ? unlessAborted(taken, signal) : taken;
}
