import type { AuditedVoid } from '../../lua/gapless/audit-numbers.script.js';
import type { Settled } from '../../lua/gapless/settle-reservation.script.js';
import { batchAt } from '../allocation/batch.js';
import type { VoidedNumber } from './audit-report.js';
import { ReservationError } from './reservation.error.js';
import type { ReservationsAt } from './reservation-store.js';

/** Who settles a number, and why. */
export interface Settlement {
  readonly reason?: string | undefined;
  readonly actor?: string | undefined;
}

/** A number's text, as it is at that instant. */
export function textOf({ call }: ReservationsAt, value: number, textAt: number): string {
  const minute = call.series.calendar.minuteAt(textAt);
  return batchAt(call, minute, { textAt, issuedAt: textAt }).write(value);
}

/** A number that is void, as people read it. */
export function voidedNumber(
  where: ReservationsAt,
  { value, textAt, reason, actor, at }: AuditedVoid,
): VoidedNumber {
  return { text: textOf(where, value, textAt), reason, actor, at: new Date(at) };
}

/** Why a number can't be confirmed or cancelled, by what it was found to be. */
export function refusal(
  { call }: ReservationsAt,
  text: string,
  settled: Settled | 'asked',
): ReservationError {
  const refuse = (state: ReservationError['state'], what: string): ReservationError =>
    new ReservationError(call.series.name, text, state, what);
  if (typeof settled === 'object' && 'voided' in settled)
    return refuse('voided', `is void: ${settled.voided.reason}; reserve another`);
  if (settled === 'confirmed') return refuse('confirmed', 'is confirmed, and can not be cancelled any more');
  if (settled === 'free' || settled === 'cancelled') return refuse('free', 'was cancelled; reserve another');
  if (settled === 'asked')
    return refuse('asked', 'was reserved for this idempotency key, and nobody answers whether it is used');
  if (settled === 'others')
    return refuse('others', 'is reserved by somebody else since its lease ran out; reserve another');
  return refuse('unknown', 'was never reserved, as far as Redis knows');
}
