import { capacityOf } from '../number-grid.js';
import { SeriesExhaustedError } from '../serial.errors.js';
import type { SerialEvents } from '../serial-events.js';
import { passesWarning } from './capacity-warning.js';
import type { Batch, CounterCall, NumberRequest } from './number-request.js';

/** A request of which it is told what it was given. */
export function heard(
  { series, scope }: CounterCall,
  request: NumberRequest,
  events: SerialEvents,
): NumberRequest {
  return {
    count: request.count,
    idempotencyKey: request.idempotencyKey,
    get abandoned() {
      return request.abandoned;
    },
    give(batch, first, count) {
      tell(events, batch, first, count);
      request.give(batch, first, count);
    },
    fail(error) {
      const about = { series: series.name, scope };
      if (error instanceof SeriesExhaustedError) events.emit('exhausted', { ...about, error });
      else events.emit('failed', { ...about, error });
      request.fail(error);
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
