import type { EarlierHolder } from '../../lua/gapless/reservation.record.js';
import { writeVoidedRecord } from '../../lua/gapless/voided.record.js';

/** A reservation of a number. */
export interface MemoryReservation {
  readonly token: string;
  readonly textAt: string;
  readonly earlierHolder: EarlierHolder;
  /** Whether somebody was asked if it is used. */
  asked?: boolean;
  /** When its lease ends, or somebody is asked about it again, in ms since 1970. */
  ends: number;
}

/** Numbers up to this one of which Redis lost what became of them, and when to ask about them, in ms since 1970. */
export interface LostRange {
  readonly last: number;
  readonly askAt: number;
}

/** What became of the numbers of one counter. */
export interface ReservationRecords {
  readonly reserved: Map<number, MemoryReservation>;
  /** What is free, and whether somebody let its lease run out. */
  readonly free: Map<number, boolean>;
  readonly voided: Map<number, string>;
  /** What is confirmed, and by whom where two had it. */
  readonly confirmed: Map<number, ConfirmedOf | undefined>;
  /** Under the first number of each. */
  readonly lost: Map<number, LostRange>;
}

/** What there is of a counter of which nothing was reserved. */
export function noReservations(): ReservationRecords {
  return { reserved: new Map(), free: new Map(), voided: new Map(), confirmed: new Map(), lost: new Map() };
}

/** The reservations of one counter, as the scripts know them. */
export class MemoryReservations {
  readonly reserved: ReservationRecords['reserved'];
  readonly free: ReservationRecords['free'];
  readonly voided: ReservationRecords['voided'];
  readonly confirmed: ReservationRecords['confirmed'];
  readonly lost: ReservationRecords['lost'];

  constructor({ reserved, free, voided, confirmed, lost }: ReservationRecords) {
    this.reserved = reserved;
    this.free = free;
    this.voided = voided;
    this.confirmed = confirmed;
    this.lost = lost;
  }

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

  /** Whether the reservation with a token is confirmed; undefined where the number is not. */
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

  isLost(value: number): boolean {
    return [...this.lost].some(([first, { last }]) => first <= value && value <= last);
  }
}

type ConfirmedOf = Pick<MemoryReservation, 'token' | 'earlierHolder'>;

/** A number that was free, and what somebody did who had it before. */
export interface TakenFree {
  readonly value: number;
  readonly earlierHolder: EarlierHolder;
}
