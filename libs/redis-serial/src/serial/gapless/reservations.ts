import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import { OptionsError } from '../../common/options.error.js';
import type { CounterCall } from '../allocation/number-request.js';
import type { SerialEvents } from '../serial-events.js';
import { SeriesExhaustedError } from '../serial.errors.js';
import type { AuditReport, VoidedNumber } from './audit-report.js';
import type { ReservationLedger } from './gapless.options.js';
import type { LedgerState } from '../../lua/gapless/look-at-reservations.script.js';
import { OverdueNumbers } from './overdue-numbers.js';
import { OwnReservation, type Reservation } from './reservation.js';
import type { Ledger, ReservationStore } from './reservation-store.js';
import { reserveOnce } from './reserve-once.js';
import { recordOf, refusal, textOf, voidedNumber, type Settlement } from './settlement.js';

/** Reserves numbers of series in mode 'gapless', and sees to it that each is confirmed or voided in the end. */
export class Reservations {
  private readonly logger = new Logger('SerialService');
  private readonly overdue: OverdueNumbers;

  constructor(
    private readonly store: ReservationStore,
    private readonly events: SerialEvents,
    ledger: ReservationLedger | undefined,
  ) {
    this.overdue = new OverdueNumbers(store, ledger);
  }

  /**
   * @throws {SeriesExhaustedError} when the period has none left.
   * @throws {OptionsError} when the idempotency key was used for another scope.
   * @throws {ReservationError} when nobody answers whether what the idempotency key was given is used.
   */
  async reserve(
    call: CounterCall,
    leaseMs: number,
    idempotencyKey: string | undefined,
  ): Promise<Reservation> {
    const { series } = call;
    const wanted = { token: randomBytes(9).toString('base64url'), leaseMs, idempotencyKey };
    const { ledger, reply } = await reserveOnce(this.store, this.overdue, call, wanted);
    if (reply.outcome === 'exhausted')
      throw new SeriesExhaustedError(
        series.name,
        ledger.minute.period.id,
        reply.last,
        series.start,
        series.highest,
      );
    if (reply.outcome === 'otherScope')
      throw new OptionsError('idempotencyKey', `was used in series "${series.name}" for another scope`);
    const { value, token, textAt, expiresAt } = reply;
    this.overdue.askLater(ledger, reply.overdue);
    const text = textOf(ledger, value, textAt);
    return new OwnReservation(text, value, expiresAt, {
      confirm: () => this.confirm(ledger, text, value, {}, token),
      cancel: (reason) => this.cancel(ledger, text, value, { reason }, token),
      failed: (error) => {
        this.logger.warn(`Could not cancel ${text}, its lease will end: ${asError(error).message}`);
      },
    });
  }

  /** How many numbers are reserved, and which are free again. */
  async look(ledger: Ledger): Promise<LedgerState> {
    return await this.store.look(ledger);
  }

  /**
   * The token of the reservation that a text means, from a process that does not have it.
   * @throws {ReservationError} when the number is reserved with another date in its text.
   */
  async tokenOf(ledger: Ledger, text: string, value: number): Promise<string | undefined> {
    // Where the text says no more than the number, there is nothing that could differ.
    if (ledger.call.series.textFixedInPeriod) return undefined;
    const found = await this.store.settle(ledger, value, undefined, 'look');
    if (typeof found !== 'object' || !('token' in found)) return undefined;
    if (found.token === 'any' || textOf(ledger, value, found.textAt) === text) return found.token;
    throw refusal(ledger, text, 'unknown');
  }

  /** @throws {ReservationError} when the number is no longer, or was never, reserved. */
  async confirm(
    ledger: Ledger,
    text: string,
    value: number,
    { actor }: Settlement,
    token?: string,
  ): Promise<void> {
    const settled = await this.store.settle(ledger, value, token, 'confirm');
    if (settled !== 'confirmed') throw refusal(ledger, text, settled);
    if (this.events.hasListeners) this.tell('confirmed', ledger, text, { actor });
  }

  /** @throws {ReservationError} when the number is confirmed, or was never reserved. */
  async cancel(
    ledger: Ledger,
    text: string,
    value: number,
    { reason, actor }: Settlement,
    token?: string,
  ): Promise<void> {
    const { onCancel } = ledger.call.series.gapless;
    const settled = await this.store.settle(
      ledger,
      value,
      token,
      onCancel,
      recordOf(reason ?? 'cancelled', actor),
    );
    const isGone = settled === 'cancelled' || settled === 'free' || typeof settled === 'object';
    if (!isGone) throw refusal(ledger, text, settled);
    if (this.events.hasListeners) this.tell('cancelled', ledger, text, { reason, actor });
  }

  /** What became of the numbers of a period, after what is overdue was taken care of; reads the counter if it knows none. */
  async audit(call: CounterCall, readCounter: () => Promise<unknown>): Promise<AuditReport> {
    const { series } = call;
    const { minute, reply: known } = await this.store.audit(call, series.start);
    if (known.accounted < series.start) await readCounter();
    const ledger = { call, minute };
    await this.overdue.settleAll(ledger);
    const report = {
      confirmed: 0,
      pending: 0,
      voided: [] as VoidedNumber[],
      free: [] as string[],
      missing: [] as string[],
    };
    const write = (value: number): string => textOf(ledger, value, minute.from);
    for (let first = series.start; ; first = this.store.followingStretch(call, first)) {
      const { reply } = await this.store.audit({ ...call, at: call.at ?? minute.from }, first);
      report.confirmed += reply.confirmed;
      report.pending += reply.pending;
      report.free.push(...reply.free.map(write));
      report.missing.push(...reply.missing.map(write));
      for (let index = 0; index < reply.voided.length; index += 2)
        report.voided.push(voidedNumber(ledger, Number(reply.voided[index]), reply.voided[index + 1] ?? ''));
      if (this.store.followingStretch(call, first) > reply.accounted)
        return { ...report, period: minute.period.id };
    }
  }

  /** Voids what is free in a period, after what is overdue was taken care of. Answers it, lowest first. */
  async voidFree(call: CounterCall, { reason, actor }: Settlement): Promise<string[]> {
    const record = recordOf(reason ?? 'not used', actor);
    const { minute, reply } = await this.store.voidFree(call, record);
    const ledger = { call, minute };
    await this.overdue.settleAll(ledger);
    const values = [...reply.values];
    for (let last = -1; last !== values.length;) {
      last = values.length;
      const more = await this.store.voidFree({ ...call, at: call.at ?? minute.from }, record);
      values.push(...more.reply.values);
    }
    const texts = values.sort((a, b) => a - b).map((value) => textOf(ledger, value, minute.from));
    if (this.events.hasListeners)
      for (const text of texts) this.tell('cancelled', ledger, text, { reason, actor });
    return texts;
  }

  private tell(
    name: 'confirmed' | 'cancelled',
    { call }: Ledger,
    text: string,
    { reason, actor }: Settlement,
  ): void {
    this.events.emit(name, { series: call.series.name, scope: call.scope, text, reason, actor });
  }
}
