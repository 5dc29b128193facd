import * as v from 'valibot';
import { checkOptions, optionsObject } from '../../common/check-options.js';
import { OptionsError } from '../../common/options.error.js';
import { unlessAborted } from '../../common/race.js';
import type { CounterCall } from '../allocation/number-request.js';
import type { SeriesAllocator } from '../allocation/series-allocator.js';
import { parseSerial } from '../parse-serial.js';
import { resolveCall } from '../resolve-call.js';
import type {
  CancelOptions,
  ConfirmOptions,
  ReadOptions,
  ReserveOptions,
  SerialOptions,
  SeriesRef,
  VoidFreeOptions,
} from '../serial.types.js';
import type { SeriesRegistry } from '../series-registry.js';
import type { AuditReport } from './audit-report.js';
import { leaseSchema } from './gapless.options.js';
import type { Reservation } from './reservation.js';
import type { ReservationsAt } from './reservation-store.js';
import type { Reservations } from './reservations.js';

const said = v.optional(v.string('expected a text'));
const settlementSchema = optionsObject({ reason: said, actor: said });

/** Checks the arguments of calls about reservations, and finds the reservations. */
export class ReservationCalls {
  constructor(
    private readonly registry: SeriesRegistry,
    private readonly allocator: SeriesAllocator,
    private readonly reservations: Reservations,
  ) {}

  async reserve(series: SeriesRef, options: ReserveOptions | undefined): Promise<Reservation> {
    const { lease, ...rest } = options ?? {};
    const call = this.resolve(series, rest);
    const leaseMs =
      lease === undefined ? call.series.gapless.leaseMs : checkOptions(leaseSchema, lease, 'lease');
    const reserved = this.reservations.reserve(call, leaseMs, rest.idempotencyKey);
    return await unlessAborted(reserved, rest.signal);
  }

  async confirm(series: SeriesRef, text: string, options: ConfirmOptions | undefined): Promise<void> {
    const { where, value } = this.reservationOf(series, text, options);
    const token = await this.reservations.tokenOf(where, text, value);
    await this.reservations.confirm(where, text, value, options ?? {}, token);
  }

  async cancel(series: SeriesRef, text: string, options: CancelOptions | undefined): Promise<void> {
    const { where, value } = this.reservationOf(series, text, options);
    const token = await this.reservations.tokenOf(where, text, value);
    await this.reservations.cancel(where, text, value, options ?? {}, token);
  }

  async voidFree(series: SeriesRef, options: VoidFreeOptions | undefined): Promise<string[]> {
    const { reason, actor, ...rest } = options ?? {};
    checkOptions(settlementSchema, { reason, actor }, '');
    const call = this.resolve(series, rest);
    return await unlessAborted(this.reservations.voidFree(call, { reason, actor }), rest.signal);
  }

  async audit(series: SeriesRef, options: ReadOptions | undefined): Promise<AuditReport> {
    const call = this.resolve(series, options);
    // If Redis lost everything, reading the counter notices that.
    const audit = this.reservations.audit(call, () => this.allocator.read(call, undefined));
    return await unlessAborted(audit, options?.signal);
  }

  private reservationOf(
    series: SeriesRef,
    text: string,
    options: CancelOptions | undefined,
  ): { where: ReservationsAt; value: number } {
    checkOptions(settlementSchema, options ?? {}, '');
    const { value, scope, from } = parseSerial(this.registry.resolve(series), text);
    const call = this.resolve(series, { scope, ...(from && { at: from }) });
    return { where: { call, minute: call.series.calendar.minuteAt(from?.getTime() ?? 0) }, value };
  }

  private resolve(series: SeriesRef, options: SerialOptions | undefined): CounterCall {
    const call = resolveCall(this.registry.resolve(series), options);
    if (call.series.mode === 'gapless') return call;
    throw new OptionsError(
      'series',
      `"${call.series.name}" is ${call.series.mode}; only 'gapless' ones have reservations`,
    );
  }
}
