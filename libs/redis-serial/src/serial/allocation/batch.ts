import type { CalendarMinute } from '../period/series-calendar.js';
import { withSeconds } from '../period/calendar.js';
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
  // The estimate of the server's clock may lag behind the minute that the server said, or run ahead of it.
  const shown = textAt < minute.from ? minute.from : textAt < minute.to ? textAt : minute.to - 1;
  const { write } = writingAt(call, minute, shown);
  return { series, scope, period, replayed, minute, textAt: shown, issuedAt, write };
}

function writingAt(call: Writer, minute: CalendarMinute, textAt: number): Writing {
  const { series, scope, writing } = call;
  if (writing?.minute === minute && (!series.showsSeconds || writing.textAt === textAt)) return writing;
  const texts = series.showsSeconds ? withSeconds(minute.texts, textAt) : minute.texts;
  const around = serialWriter(series.parts, texts, scope, minute.period.id);
  const counter = counterWriter(series, scope, minute.period.id);
  return (call.writing = { minute, textAt, write: (value) => around(counter(value)) });
}
