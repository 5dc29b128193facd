import * as v from 'valibot';
import { writeReplayAbout } from '../../lua/counter/replay.record.js';
import { isTimeZone } from '../period/calendar.js';
import { isPeriodUnit, type PeriodUnit } from '../period/period.js';
import { SeriesCalendar } from '../period/series-calendar.js';
import { finestUnit } from '../period/shown-period.js';
import { dateFields, sequenceOf, variableNames, type Scope } from '../pattern/pattern.js';
import type { Series } from '../series.js';
import { parsePattern } from '../pattern/parse-pattern.js';
import { checkedPattern } from '../series-checks.js';

// Exactly these: a text that is made by anything else can't be made again here.
const textForm = v.strictObject({
  pattern: v.string(),
  widens: v.optional(v.literal(true)),
  zone: v.optional(v.custom<string>((zone) => typeof zone === 'string' && isTimeZone(zone))),
  alphabet: v.optional(v.string()),
  fiscal: v.optional(v.number()),
  fiscalDay: v.optional(v.number()),
  dayStart: v.optional(v.number()),
  reset: v.optional(v.custom<PeriodUnit>((unit) => typeof unit === 'string' && isPeriodUnit(unit))),
  step: v.optional(v.number()),
  key: v.optional(v.number()),
});

/** What a number's text is made by. It is kept with each idempotency key, and so leaves out what is the rule. */
type TextForm = v.InferOutput<typeof textForm>;

const texts = new WeakMap<Series, string>();

/** What is kept with what an idempotency key is given. */
export function aboutOf(series: Series, scope: Scope): string {
  return writeReplayAbout(scope, formOf(series));
}

/** What the texts of a series are made by, as JSON. Of a secret no more than what tells it from others. */
export function formOf(series: Series): string {
  let text = texts.get(series);
  if (text === undefined) {
    const { pattern, parts, timeZone, fiscalYearStart, resetEvery, step, calendar } = series;
    const { alphabet } = sequenceOf(parts);
    text = JSON.stringify({
      pattern,
      widens: sequenceOf(parts).widens || undefined,
      zone: timeZone === 'UTC' ? undefined : timeZone,
      alphabet: alphabet === sequenceOf(parsePattern(pattern)).alphabet ? undefined : alphabet,
      fiscal: fiscalYearStart === 1 ? undefined : fiscalYearStart,
      fiscalDay: calendar.rules.fiscalYearDay,
      dayStart: calendar.rules.dayStart,
      reset: resetEvery === finestUnit(dateFields(parts)) ? undefined : resetEvery,
      step: step === 1 ? undefined : step,
      key: series.scrambleKey?.check,
    } satisfies TextForm);
    texts.set(series, text);
  }
  return text;
}

/** The series as it was when its texts were made by this; `undefined` where this one can't make them. */
export function seriesInForm(series: Series, text: string): Series | undefined {
  if (text === formOf(series)) return series;
  const read = v.safeParse(textForm, JSON.parse(text));
  if (!read.success || read.output.key !== series.scrambleKey?.check) return undefined;
  return seriesBefore(series, read.output);
}

function seriesBefore(series: Series, form: TextForm): Series | undefined {
  const { pattern, alphabet, widens, zone: timeZone = 'UTC', fiscal: fiscalYearStart = 1, step = 1 } = form;
  const { fiscalDay: fiscalYearDay, dayStart } = form;
  try {
    const overflow = widens ? 'widen' : 'error';
    const parts = checkedPattern({ pattern, overflow, alphabet }, `series.${series.name}`);
    const resetEvery = form.reset ?? finestUnit(dateFields(parts));
    // A function that names periods can't be kept: the present one takes its place.
    const { periods } = series.calendar.rules;
    const rules = { timeZone, fiscalYearStart, fiscalYearDay, dayStart, periods };
    return {
      ...series,
      ...{ pattern, parts, timeZone, fiscalYearStart, resetEvery, step },
      variables: variableNames(parts),
      calendar: new SeriesCalendar(rules, resetEvery),
    };
  } catch {
    // A later version of the library knows more tokens.
    return undefined;
  }
}
