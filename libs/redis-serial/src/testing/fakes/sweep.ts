import { writeOverdue } from '../../lua/gapless/overdue.js';
import type { MemoryReservations } from '../memory/reservations.js';

/** What is to be done with numbers whose leases ran out, and with those that Redis lost. */
interface Sweeping {
  readonly asks: boolean;
  readonly lossAsks: boolean;
  readonly step: number;
  /** The instant that the texts of lost numbers show. */
  readonly textAt: number | string;
  readonly whyExpired: string;
  readonly whyLost: string;
  readonly graceMs: number;
  readonly most: number;
}

/** How many were taken, and those that somebody is to be asked about. */
interface Swept {
  readonly count: number;
  readonly overdue: readonly string[];
}

/** Takes up to so many: to be asked about, or void. */
export function sweep(reservations: MemoryReservations, now: number, sweeping: Sweeping): Swept {
  const askAgainAt = now + Math.min(30_000, Math.max(1_000, sweeping.graceMs));
  const expired = sweepExpired(reservations, now, askAgainAt, sweeping);
  const most = sweeping.most - expired.count;
  const lost =
    most > 0 ? sweepLost(reservations, now, askAgainAt, { ...sweeping, most }) : { count: 0, overdue: [] };
  return { count: expired.count + lost.count, overdue: [...expired.overdue, ...lost.overdue] };
}

function sweepExpired(
  reservations: MemoryReservations,
  now: number,
  askAgainAt: number,
  { asks, whyExpired, most }: Sweeping,
): Swept {
  const expired = [...reservations.reserved]
    .filter(([, { ends }]) => ends <= now)
    .sort(([, one], [, other]) => one.ends - other.ends)
    .slice(0, most);
  for (const [value, reservation] of expired) {
    if (asks) {
      reservation.ends = askAgainAt;
      reservation.asked = true;
    } else reservations.void(value, reservation.textAt, now, whyExpired);
  }
  const texts = expired.map(([value, { token, textAt }]) => writeOverdue(value, token, textAt));
  return { count: expired.length, overdue: asks ? texts : [] };
}

function sweepLost(
  reservations: MemoryReservations,
  now: number,
  askAgainAt: number,
  { lossAsks, step, textAt: shown, whyLost, most }: Sweeping,
): Swept {
  const { lost, confirmed, voided, reserved } = reservations;
  const textAt = String(shown);
  const [range] = [...lost]
    .filter(([, { askAt }]) => askAt <= now)
    .sort(([, one], [, other]) => one.askAt - other.askAt);
  if (!range) return { count: 0, overdue: [] };
  const [first, { last }] = range;
  lost.delete(first);
  const upTo = Math.min(last, first + (most - 1) * step);
  if (upTo < last) lost.set(upTo + step, { last, askAt: now });
  const overdue: string[] = [];
  for (let value = first; value <= upTo; value += step) {
    if (confirmed.has(value) || voided.has(value) || reserved.has(value)) continue;
    if (lossAsks) {
      reserved.set(value, { token: 'lost', textAt, earlierHolder: '', asked: true, ends: askAgainAt });
      overdue.push(writeOverdue(value, 'lost', textAt));
    } else reservations.void(value, textAt, now, whyLost);
  }
  return { count: (upTo - first) / step + 1, overdue };
}
