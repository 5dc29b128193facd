import type { Moment } from '../period/series-calendar.js';
import { batchAt } from './batch.js';
import type { CounterCall, NumberTaker } from './number-taker.js';

/** Takes numbers of the present period for a document of another date in it. */
export function redated(call: CounterCall, taker: NumberTaker, moment: Moment): NumberTaker {
  return {
    count: taker.count,
    idempotencyKey: taker.idempotencyKey,
    get abandoned() {
      return taker.abandoned;
    },
    give({ issuedAt }, first, count) {
      taker.give(batchAt(call, moment, { textAt: call.at ?? moment.from, issuedAt }), first, count);
    },
    fail(error) {
      taker.fail(error);
    },
  };
}
