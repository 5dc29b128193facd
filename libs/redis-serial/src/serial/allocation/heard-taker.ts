import { capacityOf } from '../numbering.js';
import { SeriesExhaustedError } from '../serial.errors.js';
import type { SerialEvents } from '../serial-events.js';
import { passesWarning } from './capacity-warning.js';
import type { Batch, CounterCall, NumberTaker } from './number-taker.js';

/** A taker of which it is told what it was given. */
export function heard({ series, scope }: CounterCall, taker: NumberTaker, events: SerialEvents): NumberTaker {
  return {
    count: taker.count,
    idempotencyKey: taker.idempotencyKey,
    get abandoned() {
      return taker.abandoned;
    },
    give(batch, first, count) {
      tell(events, batch, first, count);
      taker.give(batch, first, count);
    },
    fail(error) {
      const about = { series: series.name, scope };
      if (error instanceof SeriesExhaustedError) events.emit('exhausted', { ...about, error });
      else events.emit('failed', { ...about, error });
      taker.fail(error);
    },
  };
}

function tell(events: SerialEvents, batch: Batch, first: number, count: number): void {
  const { series, scope, period, replayed } = batch;
  const value = first + (count - 1) * series.step;
  const used = ((value - series.start) / series.step + 1) / capacityOf(series);
  const issued = { series: series.name, scope, period, value, count, replayed, used };
  events.emit('issued', issued);
  if (!replayed && passesWarning(series, first, value)) events.emit('nearEnd', issued);
}
