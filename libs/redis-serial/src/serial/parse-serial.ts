import * as v from 'valibot';
import { checkOptions, describeValue, optionsObject } from '../common/check-options.js';
import { OptionsError } from '../common/options.error.js';
import type { Scope } from './pattern/pattern.js';
import { LenientReader } from './lenient/lenient-reader.js';
import { isNumber } from './number-grid.js';
import { coveredPlaces } from './pattern/check-coverage.js';
import { systemOf } from './pattern/checks/check-systems.js';
import type { ReadSerial } from './pattern/read-serial.js';
import { instantOfRead } from './read-instant.js';
import { resolveSome, scopeTrouble, type ScopeValue } from './scope.js';
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
  /** Values of variables that are known: hidden ones, which the text does not say, and others that it must show. */
  readonly scope?: Readonly<Record<string, ScopeValue>> | undefined;
}

/**
 * Reads a number's text.
 * @throws {InvalidSerialError} when the series would not have written this text.
 */
export function parseSerial(series: Series, text: string, options: ParseOptions = NO_OPTIONS): ParsedSerial {
  if (options === NO_OPTIONS) return parseExactly(series, text);
  const { lenient, scope } = checkOptions(parseSchema, options, '');
  const known = resolveSome(series, scope);
  try {
    return parseExactly(series, text, known);
  } catch (error) {
    if (!lenient || !(error instanceof InvalidSerialError)) throw error;
    return parseMeant(series, text, known, error);
  }
}

const NO_OPTIONS: ParseOptions = {};
const NOTHING: Scope = {};
const parseSchema = optionsObject({
  lenient: v.optional(v.boolean(), false),
  scope: v.optional(v.record(v.string(), v.unknown()), {}),
});

const readers = new WeakMap<Series, LenientReader>();

function parseMeant(series: Series, text: string, known: Scope, exact: InvalidSerialError): ParsedSerial {
  if (typeof text !== 'string' || text.length > LONGEST) throw exact;
  const reader = readers.get(series) ?? new LenientReader(series.parts, series.checked);
  readers.set(series, reader);
  const rewritten = reader.rewrite(text);
  if (rewritten === undefined) throw exact;
  try {
    return parseExactly(series, rewritten, known);
  } catch (error) {
    if (!(error instanceof InvalidSerialError)) throw error;
    const reason = `${error.reason} (read as "${rewritten}")`;
    throw new InvalidSerialError(series.name, text, Math.min(error.position, text.length), reason);
  }
}

function parseExactly(series: Series, text: string, known: Scope = NOTHING): ParsedSerial {
  const invalid = ({ position, reason }: Fault): InvalidSerialError =>
    new InvalidSerialError(series.name, text, position, reason);
  if (typeof text !== 'string')
    throw new InvalidSerialError(series.name, '', 0, `expected a text, got ${describeValue(text)}`);
  if (text.length > LONGEST)
    throw invalid({ position: LONGEST, reason: `longer than ${LONGEST} characters` });

  const read = series.reader.read(text);
  if ('expected' in read) throw invalid({ position: read.position, reason: `expected ${read.expected}` });
  const trouble = scopeTroubleIn(series, read, known) ?? checkTroubleIn(series, read, text);
  if (trouble) throw invalid(trouble);

  const { date, counter } = read;
  const scope = series.hidden.length === 0 ? read.scope : { ...read.scope, ...known };
  const unknown = scrambledBy(series, scope);
  if (unknown !== undefined)
    throw new OptionsError(
      `scope.${unknown}`,
      `{scramble} can't be read without it, as the text does not show it`,
    );
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

// Each value of a hidden variable scrambles in another way.
function scrambledBy({ hidden, scrambleKey }: Series, scope: Scope): string | undefined {
  return scrambleKey && hidden.find((name) => scope[name] === undefined);
}

function scopeTroubleIn(series: Series, read: ReadSerial, known: Scope): Fault | undefined {
  for (const [name, found] of Object.entries(read.scope)) {
    const isOther = known[name] !== undefined && known[name] !== found;
    if (!isOther && scopeTrouble(series, name, found) === undefined) continue;
    const position = positionOf(series, read, (part) => part.kind === 'variable' && part.name === name);
    const what = isOther ? `not the {${name}} that was given` : `not a value for {${name}}`;
    return { position, reason: `${describeValue(found)} is ${what}` };
  }
  return undefined;
}

function checkTroubleIn(series: Series, { positions }: ReadSerial, text: string): Fault | undefined {
  const texts = positions.map((from, index) => text.slice(from, positions[index + 1] ?? text.length));
  for (const [index, part] of series.parts.entries()) {
    if (part.kind !== 'check') continue;
    const covered = coveredPlaces(series.parts, index).map((place) => texts[place] ?? '');
    if (systemOf(part).compute(covered.join('')) === texts[index]) continue;
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
