import type { Share } from './counter-store.js';
import type { NumberTaker } from './number-taker.js';

/** A share of numbers, and those among whom it is divided in turn. */
export interface TakersShare extends Share {
  readonly takers: NumberTaker[];
}

/** Puts neighbours without idempotency keys together, so that one run of numbers serves them. */
export function shareOut(takers: readonly NumberTaker[]): TakersShare[] {
  const shares: TakersShare[] = [];
  for (const taker of takers) {
    const last = shares.at(-1);
    if (last && last.idempotencyKey === undefined && taker.idempotencyKey === undefined) {
      last.takers.push(taker);
      shares[shares.length - 1] = { ...last, count: last.count + taker.count };
    } else {
      shares.push({ count: taker.count, idempotencyKey: taker.idempotencyKey, takers: [taker] });
    }
  }
  return shares;
}
