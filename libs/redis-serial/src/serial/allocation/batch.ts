import type { Moment } from '../period/series-calendar.js';
import { serialWriter } from '../pattern/write-serial.js';
import { counterWriter } from '../serial-counter.js';
import type { Batch, CounterCall } from './number-taker.js';

type Writer = Batch['write'];

const lastWriters = new WeakMap<Moment, { readonly scope: object; readonly write: Writer }>();

/** Prepares numbers of one counter that are given at one moment. */
export function batchAt(
  { series, scope }: Pick<CounterCall, 'series' | 'scope'>,
  moment: Moment,
  times: Pick<Batch, 'textAt' | 'issuedAt'> & Partial<Pick<Batch, 'replayed'>>,
): Batch {
  return {
    series,
    scope,
    period: moment.period.id,
    replayed: times.replayed ?? false,
    textAt: times.textAt,
    issuedAt: times.issuedAt,
    write: writerAt({ series, scope }, moment),
  };
}

// All but the counter is the same for a minute; the writer is mostly asked for again in it, by the same scope.
function writerAt({ series, scope }: Pick<CounterCall, 'series' | 'scope'>, moment: Moment): Writer {
  const last = lastWriters.get(moment);
  if (last?.scope === scope) return last.write;
  const around = serialWriter(series.parts, moment.texts, scope);
  const counter = counterWriter(series, scope, moment.period.id);
  const write: Writer = (value) => around(counter(value));
  lastWriters.set(moment, { scope, write });
  return write;
}
