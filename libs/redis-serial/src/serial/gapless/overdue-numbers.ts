import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import type { CounterCall } from '../allocation/number-request.js';
import type { IsUsed, ReservationLedger } from './gapless.options.js';
import { readOverdue, type Overdue } from './overdue.js';
import type { Ledger, ReservationStore, Sweeping } from './reservation-store.js';
import { recordOf, textOf } from './settlement.js';

/** Sees to it that numbers whose leases ran out, and those that Redis lost, are confirmed or voided in the end. */
export class OverdueNumbers {
  private readonly logger = new Logger('SerialService');

  constructor(
    private readonly store: ReservationStore,
    private readonly ledger: ReservationLedger | undefined,
  ) {}

  /** Settles all that is overdue in a ledger. */
  async settleAll(ledger: Ledger): Promise<void> {
    for (;;) {
      const { overdue, isLast } = await this.store.sweep(ledger, this.sweepingOf(ledger.call));
      if (overdue.length > 0) await this.ask(ledger, overdue.map(readOverdue));
      if (isLast) return;
    }
  }

  /** Settles some of it. Whoever reserves a number need not wait for the answers about others. */
  askLater(ledger: Ledger, overdue: readonly string[]): void {
    if (overdue.length === 0) return;
    this.ask(ledger, overdue.map(readOverdue)).catch((error: unknown) => {
      this.logger.warn(
        `Could not settle numbers of series "${ledger.call.series.name}" whose leases ran out: ${asError(error).message}`,
      );
    });
  }

  /** Asks whether numbers are used, and settles those about which there is an answer. */
  async ask(ledger: Ledger, overdue: readonly Overdue[]): Promise<void> {
    const { onExpire } = ledger.call.series.gapless;
    const isUsed = this.isUsedIn(ledger.call);
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

  /** What is to be done with them. */
  sweepingOf(call: CounterCall): Sweeping {
    const asks = this.isUsedIn(call) !== undefined;
    return {
      asks,
      // Where a text shows a day and the counter begins again each year, the text of a lost number is not known.
      lossAsks: asks && call.series.textFixedInPeriod,
      expiryRecord: recordOf('its lease ran out'),
      lossRecord: recordOf('Redis lost what became of it'),
    };
  }

  private isUsedIn({ series }: CounterCall): IsUsed | undefined {
    return series.gapless.isUsed ?? this.ledger?.usedIn(series.name);
  }
}
