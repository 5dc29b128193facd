import type { ReservationKeys } from '../../lua/gapless/reservation-keys.js';
import type { Keyspace } from '../memory/keyspace.js';
import { openReservations, reservationsAt } from './reservations.js';

/**
 * When another incarnation of the server wrote last, what was free may have been given since, and becomes lost; of what
 * is overdue somebody may have been asked. Answers whether it is known who wrote last.
 */
export function noteLoss(
  memory: Keyspace,
  { counter: key, reserved }: Pick<ReservationKeys, 'counter' | 'reserved'>,
  graceMs: number,
): boolean {
  const { now, run } = memory;
  const counter = memory.counters.get(key);
  if (counter?.ledgerRun === undefined) return false;
  if (counter.ledgerRun === run) return true;
  const reservations = reservationsAt(memory, reserved);
  for (const value of reservations.free.keys())
    reservations.lost.set(value, { last: value, askAt: now + graceMs });
  reservations.free.clear();
  for (const reservation of reservations.reserved.values())
    if (reservation.ends <= now) reservation.asked = true;
  counter.ledgerRun = run;
  return true;
}

/** What a counter is told of its numbers. */
interface Grid {
  readonly start: number;
  readonly step: number;
  readonly base: number;
  readonly expiresAt: number | 'never';
}

/** What the counter has jumped over up to there is lost; below its floor another system gave the numbers. */
export function accountUpTo(
  memory: Keyspace,
  keys: Pick<ReservationKeys, 'counter' | 'pending' | 'reserved'>,
  { start, step, base, expiresAt }: Grid,
  last: number,
  askAt: number,
): void {
  const counter = memory.counters.get(keys.counter);
  const accounted = Math.max(counter?.accounted ?? base, counter?.floor ?? base);
  const first = start + Math.max(0, Math.floor((accounted - start) / step) + 1) * step;
  if (!counter || first > last) return;
  openReservations(memory, keys, expiresAt).lost.set(first, { last, askAt });
  counter.accounted = last;
}
