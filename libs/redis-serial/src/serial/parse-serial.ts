import { shown } from '../common/check-options.js';
import { isNumber } from './numbering.js';
import { counterText } from './pattern/format-serial.js';
import { sequenceOf } from './pattern/pattern.js';
import { instantShowing } from './period/read-date.js';
import { isScopeText, separatorIn } from './scope.js';
import { InvalidSerialError } from './serial.errors.js';
import type { ParsedSerial } from './serial.types.js';
import type { Series } from './series.js';

const LONGEST = 2_000;

/**
 * Reads a number's text.
 * @throws {InvalidSerialError} where the text is not what the series would have written.
 */
export function parseSerial(series: Series, text: string): ParsedSerial {
  const invalid = (position: number, reason: string): InvalidSerialError =>
    new InvalidSerialError(series.name, text, position, reason);
  if (typeof text !== 'string')
    throw new InvalidSerialError(series.name, '', 0, `expected a text, got ${shown(text)}`);
  if (text.length > LONGEST) throw invalid(LONGEST, `longer than ${LONGEST} characters`);

  const read = series.reader.read(text);
  if ('expected' in read) throw invalid(read.position, `expected ${read.expected}`);

  const sequence = sequenceOf(series.parts);
  const value = parseInt(read.counter, sequence.radix);
  if (!isNumber(series, value) || counterText(sequence, value) !== read.counter) {
    const { start, step, max } = series;
    throw invalid(
      text.indexOf(read.counter),
      `the counter goes from ${start} to ${max} by ${step}, not to ${read.counter}`,
    );
  }
  for (const [name, found] of Object.entries(read.scope)) {
    if (isScopeText(found) && separatorIn(series, name, found) === undefined) continue;
    throw invalid(text.indexOf(found), `${shown(found)} is no value for {${name}}`);
  }
  const at = instantShowing(read.date, series.timeZone);
  if (at === undefined) throw invalid(0, `there is no such date: ${Object.values(read.date).join(' ')}`);

  const { id, from, to } = series.calendar.periodAt(at);
  const span = series.resetEvery === 'never' ? {} : { from: new Date(from), to: new Date(to) };
  return { value, scope: read.scope, period: id, ...span };
}
