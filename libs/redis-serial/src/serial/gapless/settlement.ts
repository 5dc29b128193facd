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

/** The text of a number that shows this instant. */
export function textOf({ call }: ReservationsAt, value: number, textAt: number): string {
  const minute = call.series.calendar.minuteAt(textAt);
  return batchAt(call, minute, { textAt, issuedAt: textAt }).write(value);
}

/** A void number with its text. */
export function voidedNumber(
  where: ReservationsAt,
  { value, textAt, reason, actor, at }: AuditedVoid,
): VoidedNumber {
  return { text: textOf(where, value, textAt), reason, actor, at: new Date(at) };
}

/** The error for a number that can't be confirmed or cancelled, according to its state. */
export function refusal(
  { call }: ReservationsAt,
  text: string,
  settled: Settled | 'asked',
): ReservationError {
  const refuse = (state: ReservationError['state'], what: string): ReservationError =>
    new ReservationError(call.series.name, text, state, what);
  if (typeof settled === 'object' && 'voided' in settled)
    return refuse('voided', `is void: ${settled.voided.reason}; reserve another`);
  if (settled === 'confirmed') return refuse('confirmed', 'is confirmed and can no longer be cancelled');
  if (settled === 'free' || settled === 'cancelled') return refuse('free', 'was cancelled; reserve another');
  if (settled === 'asked')
    return refuse(
      'asked',
      'was reserved for this idempotency key, but isUsed gives no answer whether it is used',
    );
  if (settled === 'others')
    return refuse('others', 'is reserved by somebody else, since its lease ran out; reserve another');
  return refuse('unknown', 'was never reserved, as far as Redis knows');
}
