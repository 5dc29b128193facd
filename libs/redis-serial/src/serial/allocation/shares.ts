import type { Share } from './counter-store.js';
import type { NumberRequest } from './number-request.js';

/** A share of numbers, and those among whom it is divided in turn. */
export interface TakersShare extends Share {
  readonly requests: NumberRequest[];
}

/** Puts neighbours without idempotency keys together, so that one run of numbers serves them. */
export function shareOut(requests: readonly NumberRequest[]): TakersShare[] {
  const shares: TakersShare[] = [];
  for (const request of requests) {
    const last = shares.at(-1);
    if (last && last.idempotencyKey === undefined && request.idempotencyKey === undefined) {
      last.requests.push(request);
      shares[shares.length - 1] = { ...last, count: last.count + request.count };
    } else {
      shares.push({ count: request.count, idempotencyKey: request.idempotencyKey, requests: [request] });
    }
  }
  return shares;
}
