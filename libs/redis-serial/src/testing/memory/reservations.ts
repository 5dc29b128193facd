import { writeOverdue } from '../../lua/gapless/overdue.js';
import type { EarlierHolder } from '../../lua/gapless/reservation.record.js';
import { writeVoidedRecord } from '../../lua/gapless/voided.record.js';

/** A reservation of a number. */
export interface MemoryReservation {
  readonly token: string;
  readonly textAt: string;
  readonly earlierHolder: EarlierHolder;
  /** Whether `isUsed` was asked about it. */
  asked?: boolean;
  /** When its lease ends, or when `isUsed` is asked again, in milliseconds since 1970. */
  ends: number;
}

/** The reservations of one counter, as the scripts know them. Nothing is ever lost here. */
export class MemoryReservations {
  /** The highest number in any of the collections below. */
  accounted: number | undefined;
  readonly reserved = new Map<number, MemoryReservation>();
  /** The free numbers, and whether an earlier lease of each ran out. */
  readonly free = new Map<number, boolean>();
  readonly voided = new Map<number, string>();
  /** The confirmed numbers, and for a number that two had, which reservation it was. */
  readonly confirmed = new Map<number, ConfirmedOf | undefined>();

  get lowestFree(): number | undefined {
    return this.free.size === 0 ? undefined : Math.min(...this.free.keys());
  }

  takeFree(): TakenFree | undefined {
    const value = this.lowestFree;
    if (value === undefined) return undefined;
    const earlierHolder = this.free.get(value) ? '!' : '~';
    this.free.delete(value);
    return { value, earlierHolder };
  }

  confirm(value: number): void {
    const reservation = this.reserved.get(value);
    this.reserved.delete(value);
    this.confirmed.set(value, reservation?.earlierHolder ? reservation : undefined);
  }

  /** Whether the reservation with this token is confirmed; undefined when the number is not confirmed. */
  isConfirmedBy(value: number, token: string): boolean | undefined {
    if (!this.confirmed.has(value)) return undefined;
    const { token: whose, earlierHolder } = this.confirmed.get(value) ?? {};
    return whose === undefined || whose === token || (token === 'any' && earlierHolder !== '!');
  }

  void(value: number, textAt: string, now: number, why: string): void {
    this.reserved.delete(value);
    this.voided.set(value, writeVoidedRecord(textAt, now, why));
  }

  release(value: number, hasExpired: boolean): void {
    this.reserved.delete(value);
    this.free.set(value, hasExpired);
  }

  /** Takes up to `most` numbers whose lease ran out: returns them if `isUsed` must be asked, else voids them. */
  sweep(now: number, { asks, whyExpired, graceMs, most }: Sweeping): Swept {
    const askAgainAt = now + Math.min(30_000, Math.max(1_000, graceMs));
    const overdue = [...this.reserved]
      .filter(([, { ends }]) => ends <= now)
      .sort(([, one], [, other]) => one.ends - other.ends)
      .slice(0, most);
    for (const [value, reservation] of overdue) {
      if (asks) {
        reservation.ends = askAgainAt;
        reservation.asked = true;
      } else this.void(value, reservation.textAt, now, whyExpired);
    }
    const texts = overdue.map(([value, { token, textAt }]) => writeOverdue(value, token, textAt));
    return { count: overdue.length, overdue: asks ? texts : [] };
  }
}

type ConfirmedOf = Pick<MemoryReservation, 'token' | 'earlierHolder'>;

/** A number that was free, and what its earlier holder did. */
export interface TakenFree {
  readonly value: number;
  readonly earlierHolder: EarlierHolder;
}

/** What to do with numbers whose lease ran out. */
interface Sweeping {
  readonly asks: boolean;
  readonly whyExpired: string;
  readonly graceMs: number;
  readonly most: number;
}

interface Swept {
  readonly count: number;
  readonly overdue: readonly string[];
}
