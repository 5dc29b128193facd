import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import type { Overdue } from '../../lua/gapless/overdue.js';
import { whyVoided } from '../../lua/gapless/voided.record.js';
import type { CounterCall } from '../allocation/number-request.js';
import type { IsUsed, ReservationLedger } from './gapless.options.js';
import type { ReservationsAt, ReservationStore, Sweeping } from './reservation-store.js';
import { textOf } from './settlement.js';

/**
 * Settles overdue numbers: those whose lease ran out, and those that Redis lost. Each is confirmed or voided in the
 * end.
 */
export class OverdueNumbers {
  private readonly logger = new Logger('SerialService');

  constructor(
    private readonly store: ReservationStore,
    private readonly ledger: ReservationLedger | undefined,
  ) {}

  /** Settles all overdue numbers of a period and scope. */
  async settleAll(where: ReservationsAt): Promise<void> {
    for (;;) {
      const { overdue, isLast } = await this.store.sweep(where, this.sweepingOf(where.call));
      if (overdue.length > 0) await this.ask(where, overdue);
      if (isLast) return;
    }
  }

  /**
   * Settles some overdue numbers in the background: a caller that reserves a number need not wait for answers about
   * others.
   */
  askLater(where: ReservationsAt, overdue: readonly Overdue[]): void {
    if (overdue.length === 0) return;
    this.ask(where, overdue).catch((error: unknown) => {
      this.logger.warn(
        `Could not settle numbers of series "${where.call.series.name}" whose leases ran out: ${asError(error).message}`,
      );
    });
  }

  /** Asks whether numbers are used, and settles those that get an answer. */
  async ask(where: ReservationsAt, overdue: readonly Overdue[]): Promise<void> {
    const { onExpire } = where.call.series.gapless;
    const isUsed = this.isUsedIn(where.call);
    const answers: (Overdue & { isUsed: boolean })[] = [];
    for (const one of overdue) {
      const text = textOf(where, one.value, one.textAt);
      try {
        answers.push({ ...one, isUsed: (await isUsed?.(text)) === true });
      } catch (error) {
        this.logger.warn(`isUsed failed for ${text} and will be asked again: ${asError(error).message}`);
      }
    }
    if (answers.length > 0)
      await this.store.settleOverdue(
        where,
        onExpire,
        whyVoided('its lease ran out, and it is not used'),
        answers,
      );
  }

  /** Tells the scripts what to do with overdue numbers of a series. */
  sweepingOf(call: CounterCall): Sweeping {
    const asks = this.isUsedIn(call) !== undefined;
    return {
      asks,
      // If the text shows a day but the counter begins again each year, the text of a lost number is not known.
      lossAsks: asks && call.series.textFixedInPeriod,
      whyExpired: whyVoided('its lease ran out'),
      whyLost: whyVoided('Redis lost what became of it'),
    };
  }

  private isUsedIn({ series }: CounterCall): IsUsed | undefined {
    return series.gapless.isUsed ?? this.ledger?.usedIn(series.name);
  }
}
