import type { CalendarMinute } from '../period/series-calendar.js';
import { batchAt } from './batch.js';
import type { CounterCall, NumberRequest } from './number-request.js';

/** Takes numbers of the present period for a document of another date in it. */
export function redated(call: CounterCall, request: NumberRequest, minute: CalendarMinute): NumberRequest {
  return {
    count: request.count,
    idempotencyKey: request.idempotencyKey,
    get abandoned() {
      return request.abandoned;
    },
    give({ issuedAt }, first, count) {
      request.give(batchAt(call, minute, { textAt: call.at ?? minute.from, issuedAt }), first, count);
    },
    fail(error) {
      request.fail(error);
    },
  };
}
