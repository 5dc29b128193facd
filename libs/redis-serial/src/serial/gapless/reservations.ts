import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import { OptionsError } from '../../common/options.error.js';
import type { CounterCall } from '../allocation/number-request.js';
import type { SerialEvents } from '../serial-events.js';
import { SeriesExhaustedError } from '../serial.errors.js';
import type { AuditReport, VoidedNumber } from './audit-report.js';
import type { ReservationLedger } from './gapless.options.js';
import { whyVoided } from '../../lua/gapless/voided.record.js';
import type { ReservationCounts } from '../../lua/gapless/look-at-reservations.script.js';
import { OverdueNumbers } from './overdue-numbers.js';
import { OwnReservation, type Reservation } from './reservation.js';
import type { ReservationsAt, ReservationStore } from './reservation-store.js';
import { reserveOnce } from './reserve-once.js';
import { refusal, textOf, voidedNumber, type Settlement } from './settlement.js';

/** Reserves numbers of series in mode 'gapless'. Each is confirmed or voided in the end. */
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
   * @throws {ReservationError} when the key's earlier number waits for an answer of `isUsed`, and none comes.
   */
  async reserve(
    call: CounterCall,
    leaseMs: number,
    idempotencyKey: string | undefined,
  ): Promise<Reservation> {
    const { series } = call;
    const wanted = { token: randomBytes(9).toString('base64url'), leaseMs, idempotencyKey };
    const { where, reply } = await reserveOnce(this.store, this.overdue, call, wanted);
    if (reply.outcome === 'exhausted')
      throw new SeriesExhaustedError(
        series.name,
        where.minute.period.id,
        reply.last,
        series.start,
        series.highest,
      );
    if (reply.outcome === 'otherScope')
      throw new OptionsError('idempotencyKey', `was used in series "${series.name}" for another scope`);
    const { value, token, textAt, expiresAt } = reply;
    this.overdue.askLater(where, reply.overdue);
    const text = textOf(where, value, textAt);
    return new OwnReservation(text, value, expiresAt, {
      confirm: () => this.confirm(where, text, value, {}, token),
      cancel: (reason) => this.cancel(where, text, value, { reason }, token),
      failed: (error) => {
        this.logger.warn(`Could not cancel ${text}; its lease will end: ${asError(error).message}`);
      },
    });
  }

  /** Tells how many numbers are reserved, how many are free, and the lowest free one. */
  async look(where: ReservationsAt): Promise<ReservationCounts> {
    return await this.store.look(where);
  }

  /**
   * Finds the token of the reservation that a text names, for a process that did not make it.
   * @throws {ReservationError} when the number is reserved with another date in its text.
   */
  async tokenOf(where: ReservationsAt, text: string, value: number): Promise<string | undefined> {
    // If the text shows no more than the number and its period, nothing can differ.
    if (where.call.series.textFixedInPeriod) return undefined;
    const found = await this.store.settle(where, value, undefined, 'look');
    if (typeof found !== 'object' || !('token' in found)) return undefined;
    if (found.token === 'any' || textOf(where, value, found.textAt) === text) return found.token;
    throw refusal(where, text, 'unknown');
  }

  /** @throws {ReservationError} when the number is no longer reserved, or never was. */
  async confirm(
    where: ReservationsAt,
    text: string,
    value: number,
    { actor }: Settlement,
    token?: string,
  ): Promise<void> {
    const settled = await this.store.settle(where, value, token, 'confirm');
    if (settled !== 'confirmed') throw refusal(where, text, settled);
    if (this.events.hasListeners) this.tell('confirmed', where, text, { actor });
  }

  /** @throws {ReservationError} when the number is confirmed, or was never reserved. */
  async cancel(
    where: ReservationsAt,
    text: string,
    value: number,
    { reason, actor }: Settlement,
    token?: string,
  ): Promise<void> {
    const { onCancel } = where.call.series.gapless;
    const settled = await this.store.settle(
      where,
      value,
      token,
      onCancel,
      whyVoided(reason ?? 'cancelled', actor),
    );
    const isGone = settled === 'cancelled' || settled === 'free' || typeof settled === 'object';
    if (!isGone) throw refusal(where, text, settled);
    if (this.events.hasListeners) this.tell('cancelled', where, text, { reason, actor });
  }

  /**
   * Tells what became of the numbers of a period, after settling overdue ones. Reads the counter if no number is known.
   */
  async audit(call: CounterCall, readCounter: () => Promise<unknown>): Promise<AuditReport> {
    const { series } = call;
    const { minute, reply: known } = await this.store.audit(call, series.start);
    if (known.accounted < series.start) await readCounter();
    const where = { call, minute };
    await this.overdue.settleAll(where);
    const report = {
      confirmed: 0,
      pending: 0,
      voided: [] as VoidedNumber[],
      free: [] as string[],
      missing: [] as string[],
    };
    const write = (value: number): string => textOf(where, value, minute.from);
    for (let first = series.start; ; first = this.store.followingStretch(call, first)) {
      const { reply } = await this.store.audit({ ...call, at: call.at ?? minute.from }, first);
      report.confirmed += reply.confirmed;
      report.pending += reply.pending;
      report.free.push(...reply.free.map(write));
      report.missing.push(...reply.missing.map(write));
      report.voided.push(...reply.voided.map((one) => voidedNumber(where, one)));
      if (this.store.followingStretch(call, first) > reply.accounted)
        return { ...report, period: minute.period.id };
    }
  }

  /**
   * Voids the free numbers of a period, and those that become free when overdue ones are settled. Returns them, lowest
   * first.
   */
  async voidFree(call: CounterCall, { reason, actor }: Settlement): Promise<string[]> {
    const why = whyVoided(reason ?? 'not used', actor);
    const { minute, reply } = await this.store.voidFree(call, why);
    const where = { call, minute };
    await this.overdue.settleAll(where);
    const values = [...reply.values];
    for (let last = -1; last !== values.length;) {
      last = values.length;
      const more = await this.store.voidFree({ ...call, at: call.at ?? minute.from }, why);
      values.push(...more.reply.values);
    }
    const texts = values.sort((a, b) => a - b).map((value) => textOf(where, value, minute.from));
    if (this.events.hasListeners)
      for (const text of texts) this.tell('cancelled', where, text, { reason, actor });
    return texts;
  }

  private tell(
    name: 'confirmed' | 'cancelled',
    { call }: ReservationsAt,
    text: string,
    { reason, actor }: Settlement,
  ): void {
    this.events.emit(name, { series: call.series.name, scope: call.scope, text, reason, actor });
  }
}
