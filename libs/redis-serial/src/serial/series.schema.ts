import * as v from 'valibot';
import {
  describeValue,
  durationBetween,
  oneOf,
  optionsObject,
  wholeNumber,
} from '../common/check-options.js';
import { lookAlikeTrouble } from '../common/look-alikes.js';
import { durabilitySchema } from './durability/durability.options.js';
import { gaplessSchema } from './gapless/gapless.options.js';
import { isAlphabet } from './pattern/alphabets.js';
import { isVariable } from './pattern/tokens.js';
import { calendarEntries } from './period/calendar.options.js';
import { isTimeZone } from './period/calendar.js';

const TEN_YEARS_MS = 3_653 * 86_400_000;
const FINGERPRINT = /^[\w-]{16}$/;

/** Checks each option by itself; `defineSeries` checks how they fit together. */
export const seriesSchema = optionsObject({
  name: text('a name, such as "order"', 100),
  pattern: text('a pattern, such as "ORD-{date:yyyyMMdd}-{seq:6}"', 500),
  timeZone: v.optional(
    v.custom<string>(
      (zone) => typeof zone === 'string' && isTimeZone(zone),
      (issue) => `expected an IANA time zone, such as 'Asia/Shanghai', got ${describeValue(issue.input)}`,
    ),
    'UTC',
  ),
  ...calendarEntries,
  start: v.optional(wholeNumber(0), 1),
  step: v.optional(wholeNumber(1), 1),
  max: v.optional(wholeNumber(0)),
  overflow: v.optional(oneOf(['error', 'widen']), 'error'),
  warnAt: v.optional(
    v.custom<number>(
      (share) => typeof share === 'number' && share > 0 && share <= 1,
      (issue) => `expected a share above 0 and at most 1, got ${describeValue(issue.input)}`,
    ),
    0.9,
  ),
  mode: v.optional(oneOf(['strict', 'buffered', 'gapless']), 'strict'),
  buffer: v.optional(
    optionsObject({
      size: v.optional(
        v.union(
          [v.literal('auto'), wholeNumber(1, 1_000_000)],
          (issue) => `expected a whole number, 1 to 1000000, or 'auto', got ${describeValue(issue.input)}`,
        ),
        1000,
      ),
    }),
    {},
  ),
  gapless: v.optional(gaplessSchema, {}),
  alphabet: v.optional(
    v.custom<string>(
      (given) => typeof given === 'string' && isAlphabet(given),
      (issue) => `expected 2 to 256 different letters, digits or signs, got ${describeValue(issue.input)}`,
    ),
  ),
  counterPer: v.optional(
    v.custom<readonly string[]>(
      (names) => Array.isArray(names) && names.every(isVariable) && new Set(names).size === names.length,
      'expected the names of variables, each once',
    ),
  ),
  maxLength: v.optional(wholeNumber(1, 2_000)),
  // The message must not show the secret.
  secret: v.optional(
    v.custom<string>((secret) => typeof secret === 'string' && secret.length > 0, 'expected a text'),
  ),
  durability: v.optional(durabilitySchema),
  idempotencyTtl: v.optional(durationBetween(1, TEN_YEARS_MS), '24h'),
  retention: v.optional(durationBetween(0, Infinity), '400d'),
  shards: v.optional(wholeNumber(1, 64), 1),
  acceptChange: v.optional(
    v.custom<string>(
      (given) => typeof given === 'string' && FINGERPRINT.test(given),
      (issue) =>
        `expected the fingerprint in a SeriesChangedError, of 16 characters, got ${describeValue(issue.input)}`,
    ),
  ),
});

function text(expected: string, longest: number): v.GenericSchema<unknown, string> {
  return v.custom<string>(
    (given) =>
      typeof given === 'string' &&
      given.length > 0 &&
      given.length <= longest &&
      lookAlikeTrouble(given.trim()) === undefined,
    (issue) =>
      `expected ${expected}, of 1 to ${longest} printable characters, got ${describeValue(issue.input)}`,
  );
}
