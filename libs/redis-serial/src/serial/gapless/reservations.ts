import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import { OptionsError } from '../../common/options.error.js';
import type { CounterCall } from '../allocation/number-taker.js';
import type { SerialEvents } from '../serial-events.js';
import { SeriesExhaustedError } from '../serial.errors.js';
import type { AuditReport, VoidedNumber } from './audit-report.js';
import type { IsUsed, ReservationLedger } from './gapless.options.js';
import type { LedgerState } from '../scripts/look-at-reservations.script.js';
import { OwnReservation, type Reservation } from './reservation.js';
import {
  readOverdue,
  type Ledger,
  type Overdue,
  type ReservationStore,
  type Sweeping,
} from './reservation-store.js';
import { recordOf, refusal, textOf, voidedNumber, type Settlement } from './settlement.js';

/** Reserves numbers of series in mode 'gapless', and sees to it that each is confirmed or voided in the end. */
export class Reservations {
  private readonly logger = new Logger('SerialService');

  constructor(
    private readonly store: ReservationStore,
    private readonly events: SerialEvents,
    private readonly ledger: ReservationLedger | undefined,
  ) {}

  /**
   * @throws {SeriesExhaustedError} when the period has none left.
   * @throws {OptionsError} when the idempotency key was used for another scope.
   */
  async reserve(
    call: CounterCall,
    leaseMs: number,
    idempotencyKey: string | undefined,
  ): Promise<Reservation> {
    const { series } = call;
    const wanted = { token: randomBytes(9).toString('base64url'), leaseMs, idempotencyKey };
    const { moment, reply } = await this.store.reserve(call, wanted, sweepingOf(call, this.isUsed(call)));
    if (reply.outcome === 'exhausted')
      throw new SeriesExhaustedError(series.name, moment.period.id, reply.last, series.start, series.highest);
    if (reply.outcome === 'otherScope')
      throw new OptionsError('idempotencyKey', `was used in series "${series.name}" for another scope`);
    const { value, token, textAt, expiresAt } = reply;
    const ledger = { call, moment };
    this.askLater(ledger, reply.overdue);
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
    if (ledger.call.series.oneText) return undefined;
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
    if (this.events.isHeard) this.tell('confirmed', ledger, text, { actor });
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
    if (this.events.isHeard) this.tell('cancelled', ledger, text, { reason, actor });
  }

  /** Voids what is free, and answers it. */
  async voidFree(call: CounterCall, { reason = 'nobody used it', actor }: Settlement): Promise<string[]> {
    const texts: string[] = [];
    for (;;) {
      const { moment, reply, isLast } = await this.store.voidFree(call, recordOf(reason, actor));
      const ledger = { call, moment };
      const voided = reply.values.map((value) => textOf(ledger, value, moment.from));
      texts.push(...voided);
      if (this.events.isHeard)
        for (const text of voided) this.tell('cancelled', ledger, text, { reason, actor });
      if (isLast) return texts;
    }
  }

  /** What became of the numbers of a period, after what is overdue was taken care of; reads the counter if it knows none. */
  async audit(call: CounterCall, readCounter: () => Promise<unknown>): Promise<AuditReport> {
    const { series } = call;
    const { moment, reply: known } = await this.store.audit(call, series.start);
    if (known.accounted < series.start) await readCounter();
    const ledger = { call, moment };
    await this.settleAll(ledger);
    const report = {
      confirmed: 0,
      pending: 0,
      voided: [] as VoidedNumber[],
      free: [] as string[],
      missing: [] as string[],
    };
    const write = (value: number): string => textOf(ledger, value, moment.from);
    for (let first = series.start; ; first = this.store.followingStretch(call, first)) {
      const { reply } = await this.store.audit({ ...call, at: call.at ?? moment.from }, first);
      report.confirmed += reply.confirmed;
      report.pending += reply.pending;
      report.free.push(...reply.free.map(write));
      report.missing.push(...reply.missing.map(write));
      for (let index = 0; index < reply.voided.length; index += 2)
        report.voided.push(voidedNumber(ledger, Number(reply.voided[index]), reply.voided[index + 1] ?? ''));
      if (this.store.followingStretch(call, first) > reply.accounted)
        return { ...report, period: moment.period.id };
    }
  }

  private tell(
    name: 'confirmed' | 'cancelled',
    { call }: Ledger,
    text: string,
    { reason, actor }: Settlement,
  ): void {
    this.events.emit(name, { series: call.series.name, scope: call.scope, text, reason, actor });
  }

  private isUsed({ series }: CounterCall): IsUsed | undefined {
    return series.gapless.isUsed ?? this.ledger?.usedIn(series.name);
  }

  private async settleAll(ledger: Ledger): Promise<void> {
    for (;;) {
      const { overdue, isLast } = await this.store.sweep(
        ledger,
        sweepingOf(ledger.call, this.isUsed(ledger.call)),
      );
      if (overdue.length > 0) await this.ask(ledger, overdue.map(readOverdue));
      if (isLast) return;
    }
  }

  // Whoever reserves a number need not wait for the answers about others.
  private askLater(ledger: Ledger, overdue: readonly string[]): void {
    if (overdue.length === 0) return;
    this.ask(ledger, overdue.map(readOverdue)).catch((error: unknown) => {
      this.logger.warn(
        `Could not settle numbers of series "${ledger.call.series.name}" whose leases ran out: ${asError(error).message}`,
      );
    });
  }

  private async ask(ledger: Ledger, overdue: readonly Overdue[]): Promise<void> {
    const { onExpire } = ledger.call.series.gapless;
    const isUsed = this.isUsed(ledger.call);
    const answers: (Overdue & { isUsed: boolean })[] = [];
    for (const one of overdue) {
      const text = textOf(ledger, one.value, one.textAt);
      try {
        answers.push({ ...one, isUsed: (await isUsed?.(text)) === true });
      } catch (error) {
        this.logger.warn(`isUsed failed for ${text}, it will be asked again: ${asError(error).message}`);
      }
    }
    if (answers.length > 0)
      await this.store.settleOverdue(
        ledger,
        onExpire,
        recordOf('its lease ran out, and it is not used'),
        answers,
      );
  }
}

function sweepingOf({ series }: CounterCall, isUsed: IsUsed | undefined): Sweeping {
  const asks = isUsed !== undefined;
  return {
    asks,
    // Where a text shows a day and the counter begins again each year, the text of a lost number is not known.
    lossAsks: asks && series.oneText,
    expiryRecord: recordOf('its lease ran out'),
    lossRecord: recordOf('Redis lost what became of it'),
  };
}
