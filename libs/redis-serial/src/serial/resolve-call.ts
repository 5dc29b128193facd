import { OptionsError } from '../common/options.error.js';
import { describeValue } from '../common/check-options.js';
import type { CounterCall } from './allocation/number-request.js';
import { DATE_DIGITS, dateFields } from './pattern/pattern.js';
import { presentCall } from './known-calls.js';
import { instantShowing } from './period/read-date.js';
import type { SerialOptions } from './serial.types.js';
import type { Series } from './series.js';

// A day within the years of four digits, so that they are these in every time zone.
const EARLIEST = Date.parse('0001-01-02T00:00:00Z');
const LATEST = Date.parse('9999-12-30T00:00:00Z');

const KNOWN = ['scope', 'idempotencyKey', 'at', 'signal'];

/**
 * Checks the options of a call and finds its counter.
 * @throws {OptionsError} naming what is wrong.
 */
export function resolveCall(series: Series, options: SerialOptions | undefined): CounterCall {
  if (options === undefined || isOnlyScope(options)) return presentCall(series, options?.scope);
  checkNames(options);
  const { scope, at, idempotencyKey, signal } = options;
  if (signal !== undefined && !(signal instanceof EventTarget)) {
    throw new OptionsError('signal', `expected an AbortSignal, got ${describeValue(signal)}`);
  }
  signal?.throwIfAborted();
  if (idempotencyKey !== undefined && !isKey(idempotencyKey)) {
    throw new OptionsError(
      'idempotencyKey',
      `expected a text of 1 to 512 characters, got ${describeValue(idempotencyKey)}`,
    );
  }
  const call = presentCall(series, scope);
  return at === undefined ? call : { ...call, at: instantOf(series, at) };
}

// Nearly every call: it creates nothing, not even a list of the names.
function isOnlyScope(options: unknown): boolean {
  if (typeof options !== 'object' || options === null) return false;
  for (const name in options) if (name !== 'scope') return false;
  return !Array.isArray(options);
}

function checkNames(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new OptionsError('options', `expected an object, got ${describeValue(options)}`);
  }
  const misspelt = Object.keys(options).find((option) => !KNOWN.includes(option));
  if (misspelt === undefined) return;
  throw new OptionsError(misspelt, `there is no such option; known are: ${KNOWN.join(', ')}`);
}

function isKey(key: unknown): boolean {
  return typeof key === 'string' && key.length > 0 && key.length <= 512;
}

/**
 * The instant that `at` means. If the text does not show the date, two documents would get one number: 1926 in two
 * digits reads as 2026.
 * @throws {OptionsError} when it is none, or the pattern can't show it.
 */
export function instantOf(series: Series, given: unknown): number {
  const at = given instanceof Date ? given.getTime() : given;
  if (typeof at !== 'number' || !Number.isInteger(at) || Math.abs(at) > 8.64e15) {
    throw new OptionsError(
      'at',
      `expected a Date, or whole milliseconds since 1970, got ${describeValue(given)}`,
    );
  }
  if (at < EARLIEST || at >= LATEST) {
    const hint = at > 0 && at / 1_000 < LATEST ? ' (are these microseconds?)' : '';
    throw new OptionsError('at', `expected milliseconds since 1970 in the years 1 to 9999, got ${at}${hint}`);
  }
  const { period, texts } = series.calendar.minuteAt(at);
  const fields = [...dateFields(series.parts)];
  const isWhole = fields.every((field) => new RegExp(`^\\d{${DATE_DIGITS[field]}}$`).test(texts[field]));
  // Where the name of the period is shown, no date need be read.
  if (isWhole && series.parts.some(({ kind }) => kind === 'period')) return at;
  const read = isWhole
    ? instantShowing(Object.fromEntries(fields.map((field) => [field, texts[field]])), series.calendar.rules)
    : undefined;
  if (read !== undefined && series.calendar.minuteAt(read).period.id === period.id) return at;
  throw new OptionsError(
    'at',
    `the pattern can't show ${new Date(at).toISOString()} so that it is read back as the same date`,
  );
}
