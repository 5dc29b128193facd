/** A reservation in a ledger. */
export interface MemoryReservation {
  readonly token: string;
  readonly textAt: string;
  /** What somebody else did who had it before. */
  readonly before: Before;
  /** Whether somebody was asked if it is used. */
  asked?: boolean;
  /** When its lease ends, or somebody is asked about it again, in ms since 1970. */
  ends: number;
}

/** What became of the reservation before: none, cancelled, or its lease ran out. */
type Before = '' | '~' | '!';

/** The reservations of one counter, as the scripts know them. Nothing is ever lost here. */
export class Ledger {
  /** The highest number that is in any of the others. */
  accounted: number | undefined;
  readonly reserved = new Map<number, MemoryReservation>();
  /** What is free, and whether somebody let its lease run out. */
  readonly free = new Map<number, boolean>();
  readonly voided = new Map<number, string>();
  /** What is confirmed, and by whom where two had it. */
  readonly confirmed = new Map<number, { token: string | undefined; before: Before } | undefined>();

  get lowestFree(): number | undefined {
    return this.free.size === 0 ? undefined : Math.min(...this.free.keys());
  }

  takeFree(): { value: number; before: Before } | undefined {
    const value = this.lowestFree;
    if (value === undefined) return undefined;
    const before = this.free.get(value) ? '!' : '~';
    this.free.delete(value);
    return { value, before };
  }

  confirm(value: number): void {
    const { token, before } = this.reserved.get(value) ?? {};
    this.reserved.delete(value);
    this.confirmed.set(value, before === undefined || before === '' ? undefined : { token, before });
  }

  /** Whether the reservation with a token is confirmed; undefined where the number is not. */
  isConfirmedBy(value: number, token: string): boolean | undefined {
    if (!this.confirmed.has(value)) return undefined;
    const { token: whose, before } = this.confirmed.get(value) ?? {};
    return whose === undefined || whose === token || (token === 'any' && before !== '!');
  }

  void(value: number, textAt: string, now: number, record: string): void {
    this.reserved.delete(value);
    this.voided.set(value, `${textAt} ${now} ${record}`);
  }

  release(value: number, hasExpired: boolean): void {
    this.reserved.delete(value);
    this.free.set(value, hasExpired);
  }

  /** Takes so many whose leases ran out: to be asked about, or void. */
  sweep(now: number, asks: boolean, record: string, graceMs: number, most: number): Swept {
    const askAgainAt = now + Math.min(30_000, Math.max(1_000, graceMs));
    const overdue = [...this.reserved]
      .filter(([, { ends }]) => ends <= now)
      .sort(([, one], [, other]) => one.ends - other.ends)
      .slice(0, most);
    for (const [value, reservation] of overdue) {
      if (asks) {
        reservation.ends = askAgainAt;
        reservation.asked = true;
      } else this.void(value, reservation.textAt, now, record);
    }
    const texts = overdue.map(([value, { token, textAt }]) => `${value} ${token} ${textAt}`);
    return { count: overdue.length, overdue: asks ? texts : [] };
  }
}

interface Swept {
  readonly count: number;
  readonly overdue: readonly string[];
}
