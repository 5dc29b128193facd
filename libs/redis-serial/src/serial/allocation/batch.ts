import type { CalendarMinute } from '../period/series-calendar.js';
import { serialWriter } from '../pattern/write-serial.js';
import { counterWriter } from '../serial-counter.js';
import type { Batch, CounterCall } from './number-request.js';

type Writer = Batch['write'];

const lastWriters = new WeakMap<CalendarMinute, { readonly scope: object; readonly write: Writer }>();

/** Prepares numbers of one counter that are given in one minute. */
export function batchAt(
  { series, scope }: Pick<CounterCall, 'series' | 'scope'>,
  minute: CalendarMinute,
  clocked: Pick<Batch, 'textAt' | 'issuedAt'> & Partial<Pick<Batch, 'replayed'>>,
): Batch {
  return {
    series,
    scope,
    period: minute.period.id,
    replayed: clocked.replayed ?? false,
    textAt: clocked.textAt,
    issuedAt: clocked.issuedAt,
    write: writerAt({ series, scope }, minute),
  };
}

// All but the counter is the same for a minute; the writer is mostly asked for again in it, by the same scope.
function writerAt({ series, scope }: Pick<CounterCall, 'series' | 'scope'>, minute: CalendarMinute): Writer {
  const last = lastWriters.get(minute);
  if (last?.scope === scope) return last.write;
  const around = serialWriter(series.parts, minute.texts, scope);
  const counter = counterWriter(series, scope, minute.period.id);
  const write: Writer = (value) => around(counter(value));
  lastWriters.set(minute, { scope, write });
  return write;
}
