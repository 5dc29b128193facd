import { batchAt } from '../allocation/batch.js';
import type { VoidedNumber } from './audit-report.js';
import { ReservationError } from './reservation.error.js';
import type { Ledger } from './reservation-store.js';

/** Who settles a number, and why. */
export interface Settlement {
  readonly reason?: string | undefined;
  readonly actor?: string | undefined;
}

/** What is kept beside a number that is voided. */
export function recordOf(reason: string, actor?: string): string {
  return JSON.stringify(actor === undefined ? { reason } : { reason, actor });
}

/** A number's text, as it is at that instant. */
export function textOf({ call }: Ledger, value: number, textAt: number): string {
  const minute = call.series.calendar.minuteAt(textAt);
  return batchAt(call, minute, { textAt, issuedAt: textAt }).write(value);
}

/** Reads what is kept beside a number that is voided. */
export function voidedNumber(ledger: Ledger, value: number, record: string): VoidedNumber {
  const [, textAt, at, json = '{}'] = /^(\S+) (\S+) (.*)$/s.exec(record) ?? [];
  const { reason = '', actor } = JSON.parse(json) as Settlement;
  return { text: textOf(ledger, value, Number(textAt)), reason, actor, at: new Date(Number(at)) };
}

/** Why a number can't be confirmed or cancelled, by what it was found to be. */
export function refusal({ call }: Ledger, text: string, settled: unknown): ReservationError {
  const refuse = (state: ReservationError['state'], what: string): ReservationError =>
    new ReservationError(call.series.name, text, state, what);
  if (typeof settled === 'object') {
    const json = /\{.*$/s.exec((settled as { voided: string }).voided)?.[0] ?? '{}';
    return refuse('voided', `is void: ${(JSON.parse(json) as Settlement).reason ?? ''}; reserve another`);
  }
  if (settled === 'confirmed') return refuse('confirmed', 'is confirmed, and can not be cancelled any more');
  if (settled === 'free' || settled === 'cancelled') return refuse('free', 'was cancelled; reserve another');
  if (settled === 'asked')
    return refuse('asked', 'was reserved for this idempotency key, and nobody answers whether it is used');
  if (settled === 'others')
    return refuse('others', 'is reserved by somebody else since its lease ran out; reserve another');
  return refuse('unknown', 'was never reserved, as far as Redis knows');
}
