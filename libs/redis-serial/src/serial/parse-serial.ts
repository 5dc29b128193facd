import * as v from 'valibot';
import { checkOptions, describeValue, optionsObject } from '../common/check-options.js';
import { LenientReader } from './lenient/lenient-reader.js';
import { isNumber } from './number-grid.js';
import { coveredText } from './pattern/check-coverage.js';
import { systemOf } from './pattern/checks/check-systems.js';
import type { ReadSerial } from './pattern/read-serial.js';
import { instantOfRead } from './read-instant.js';
import { scopeTrouble } from './scope.js';
import { readCounter } from './serial-counter.js';
import { InvalidSerialError } from './serial.errors.js';
import type { ParsedSerial } from './serial.types.js';
import type { Series } from './series.js';

const LONGEST = 2_000;

/** Where a text is wrong, and why. */
interface Fault {
  readonly position: number;
  readonly reason: string;
}

/** How a text is read. */
export interface ParseOptions {
  /**
   * Whether it is read as people type or dictate it: in other case or full width, with blanks and dashes of every kind
   * put in or left out, with O for 0 and I or L for 1 where the digits have no such letter. Values of variables keep
   * their case.
   * @defaultValue false
   */
  readonly lenient?: boolean | undefined;
}

/**
 * Reads a number's text.
 * @throws {InvalidSerialError} when the series would not have written this text.
 */
export function parseSerial(series: Series, text: string, options: ParseOptions = NO_OPTIONS): ParsedSerial {
  if (options === NO_OPTIONS) return parseExactly(series, text);
  const { lenient } = checkOptions(parseSchema, options, '');
  try {
    return parseExactly(series, text);
  } catch (error) {
    if (!lenient || !(error instanceof InvalidSerialError)) throw error;
    return parseMeant(series, text, error);
  }
}

const NO_OPTIONS: ParseOptions = {};
const parseSchema = optionsObject({ lenient: v.optional(v.boolean(), false) });

const readers = new WeakMap<Series, LenientReader>();

function parseMeant(series: Series, text: string, exact: InvalidSerialError): ParsedSerial {
  if (typeof text !== 'string' || text.length > LONGEST) throw exact;
  const reader = readers.get(series) ?? new LenientReader(series.parts, series.checked);
  readers.set(series, reader);
  const rewritten = reader.rewrite(text);
  if (rewritten === undefined) throw exact;
  try {
    return parseExactly(series, rewritten);
  } catch (error) {
    if (!(error instanceof InvalidSerialError)) throw error;
    const reason = `${error.reason} (read as "${rewritten}")`;
    throw new InvalidSerialError(series.name, text, Math.min(error.position, text.length), reason);
  }
}

function parseExactly(series: Series, text: string): ParsedSerial {
  const invalid = ({ position, reason }: Fault): InvalidSerialError =>
    new InvalidSerialError(series.name, text, position, reason);
  if (typeof text !== 'string')
    throw new InvalidSerialError(series.name, '', 0, `expected a text, got ${describeValue(text)}`);
  if (text.length > LONGEST)
    throw invalid({ position: LONGEST, reason: `longer than ${LONGEST} characters` });

  const read = series.reader.read(text);
  if ('expected' in read) throw invalid({ position: read.position, reason: `expected ${read.expected}` });
  const trouble = scopeTroubleIn(series, read) ?? checkTroubleIn(series, read, text);
  if (trouble) throw invalid(trouble);

  const { date, scope, counter } = read;
  const at = instantOfRead(series, read);
  if (at === undefined) {
    const position = positionOf(series, read, ({ kind }) => kind === 'date' || kind === 'period');
    const shown = [...(read.period === undefined ? [] : [read.period]), ...Object.values(date)].join(' ');
    throw invalid({ position, reason: `there is no such date: ${shown}` });
  }
  const { period } = series.calendar.minuteAt(at);
  const value = readCounter(series, counter, scope, period.id);
  if (value === undefined || !isNumber(series, value)) {
    const { start, step, highest } = series;
    const position = positionOf(series, read, ({ kind }) => kind === 'sequence');
    const range = `the counter goes from ${start} to ${highest} by ${step}`;
    throw invalid({ position, reason: `${range}; ${counter} is none of these` });
  }
  const span = series.resetEvery === 'never' ? {} : { from: new Date(period.from), to: new Date(period.to) };
  return { value, scope, period: period.id, ...span };
}

function scopeTroubleIn(series: Series, read: ReadSerial): Fault | undefined {
  for (const [name, found] of Object.entries(read.scope)) {
    if (scopeTrouble(series, name, found) === undefined) continue;
    const position = positionOf(series, read, (part) => part.kind === 'variable' && part.name === name);
    return { position, reason: `${describeValue(found)} is not a value for {${name}}` };
  }
  return undefined;
}

function checkTroubleIn(series: Series, { positions }: ReadSerial, text: string): Fault | undefined {
  const texts = positions.map((from, index) => text.slice(from, positions[index + 1] ?? text.length));
  for (const [index, part] of series.parts.entries()) {
    if (
      part.kind !== 'check' ||
      systemOf(part).compute(coveredText(series.parts, index, texts)) === texts[index]
    )
      continue;
    const what = part.over
      ? `{${part.over.join('}, {')}}`
      : `the text ${part.isAhead ? 'behind' : 'before'} them`;
    const reason = `the check characters (${part.system}) don't match ${what}`;
    return { position: positions[index] ?? 0, reason };
  }
  return undefined;
}

function positionOf(
  { parts }: Series,
  { positions }: ReadSerial,
  isIt: (part: Series['parts'][number]) => boolean,
): number {
  return positions[parts.findIndex(isIt)] ?? 0;
}
