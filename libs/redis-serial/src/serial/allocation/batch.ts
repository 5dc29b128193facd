import type { CalendarMinute } from '../period/series-calendar.js';
import { serialWriter } from '../pattern/write-serial.js';
import { counterWriter } from '../serial-counter.js';
import type { Batch, CounterCall, Writing } from './number-request.js';

/** Whose numbers are written; what they have in common in a minute is worked out once, where that can be kept. */
type Writer = Pick<CounterCall, 'series' | 'scope'> & { writing?: Writing | undefined };

/** Prepares numbers of one counter that are given in one minute. */
export function batchAt(
  call: Writer,
  minute: CalendarMinute,
  { textAt, issuedAt, replayed = false }: Pick<Batch, 'textAt' | 'issuedAt'> & Partial<Batch>,
): Batch {
  const { series, scope } = call;
  const period = minute.period.id;
  return { series, scope, period, replayed, textAt, issuedAt, write: writingAt(call, minute).write };
}

function writingAt(call: Writer, minute: CalendarMinute): Writing {
  const { series, scope, writing } = call;
  if (writing?.minute === minute) return writing;
  const around = serialWriter(series.parts, minute.texts, scope);
  const counter = counterWriter(series, scope, minute.period.id);
  return (call.writing = { minute, write: (value) => around(counter(value)) });
}
