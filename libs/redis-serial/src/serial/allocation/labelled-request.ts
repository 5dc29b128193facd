import { batchAt } from './batch.js';
import type { CounterCall, NumberRequest } from './number-request.js';

/** Numbers of a counter that several labels share, written with the label of this call. */
export function labelled(call: CounterCall, request: NumberRequest): NumberRequest {
  return {
    count: request.count,
    idempotencyKey: request.idempotencyKey,
    get abandoned() {
      return request.abandoned;
    },
    give({ minute, textAt, issuedAt, replayed }, first, count) {
      request.give(batchAt(call, minute, { textAt, issuedAt, replayed }), first, count);
    },
    fail(error) {
      request.fail(error);
    },
  };
}
