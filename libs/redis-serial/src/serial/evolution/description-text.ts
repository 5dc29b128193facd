import * as v from 'valibot';
import { isCheckName } from '../pattern/checks/check-systems.js';
import { DATE_FIELDS } from '../pattern/pattern.js';
import { isPeriodUnit, type PeriodUnit } from '../period/period.js';
import { canonicalText } from './canonical-text.js';
import type { SeriesDescription } from './describe-series.js';

// Exactly these: what a later version wrote, and what is not understood here, can't be compared.
const part = v.union([
  v.strictObject({ kind: v.literal('text'), text: v.string() }),
  v.strictObject({ kind: v.literal('date'), field: v.picklist(DATE_FIELDS) }),
  v.strictObject({ kind: v.literal('period') }),
  v.strictObject({ kind: v.literal('variable'), name: v.string() }),
  v.pipe(
    v.strictObject({
      kind: v.literal('check'),
      system: v.string(),
      over: v.optional(v.array(v.string())),
      isAhead: v.optional(v.literal(true)),
      own: v.optional(
        v.strictObject({ alphabet: v.string(), length: v.number(), covers: v.optional(v.string()) }),
      ),
    }),
    v.check(({ system, own }) => own !== undefined || isCheckName(system)),
  ),
  v.strictObject({
    kind: v.literal('sequence'),
    digits: v.optional(v.number()),
    radix: v.number(),
    alphabet: v.optional(v.string()),
    mask: v.optional(v.string()),
    scrambled: v.boolean(),
    widens: v.boolean(),
  }),
]);

const description = v.strictObject({
  name: v.string(),
  pattern: v.string(),
  parts: v.array(part),
  keyCheck: v.optional(v.number()),
  resetEvery: v.custom<PeriodUnit>((unit) => typeof unit === 'string' && isPeriodUnit(unit)),
  fiscalYearStart: v.number(),
  fiscalYearDay: v.optional(v.number()),
  dayStart: v.optional(v.number()),
  timeZone: v.string(),
  counterPer: v.optional(v.array(v.string())),
  start: v.number(),
  step: v.number(),
  max: v.number(),
  highest: v.number(),
  mode: v.picklist(['strict', 'buffered', 'gapless']),
  shards: v.number(),
  retentionMs: v.nullable(v.number()),
  durability: v.optional(v.picklist(['none', 'fenced', 'highWater'])),
});

/** A description as it lies in Redis; the same text for equal ones. */
export function writeDescription(description: SeriesDescription): string {
  return canonicalText(description);
}

/** The description in a text; `undefined` for what this version of the library does not understand. */
export function readDescription(text: string): SeriesDescription | undefined {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return undefined;
  }
  const read = v.safeParse(description, given);
  return read.success ? (read.output as SeriesDescription) : undefined;
}
