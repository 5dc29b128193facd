import * as fc from 'fast-check';
import { OptionsError } from '../../common/options.error.js';
import { followingNumber } from '../number-grid.js';
import { PatternError } from '../pattern/pattern.error.js';
import { serialWriter } from '../pattern/write-serial.js';
import { counterScope, resolveScope } from '../scope.js';
import { counterWriter } from '../serial-counter.js';
import { defineSeries, type Series } from '../series.js';
import type { SeriesDefinition } from '../series.options.js';
import { changeOf } from './compare-descriptions.js';
import { describeSeries } from './describe-series.js';
import { fingerprintOf } from './fingerprint.js';

// Texts that are near each other: what is drawn at random is mostly apart.
const FAMILIES = [
  [
    '{seq:3}',
    '1{seq:2}',
    '{seq:2}',
    '{seq:3:16}',
    '{seq:2}{check:luhn}',
    '{scramble:3}',
    '{scramble:2}',
    '{seq}',
  ],
  ['{a}{seq:2}', '{a}{seq:1}', '{a}1{seq:1}', 'A{seq:2}', '{b}{seq:2}'],
  [
    '{a}-{seq:2}',
    'A-{seq:2}',
    '{a}-{b}-{seq:2}',
    '{b}-{a}-{seq:2}',
    '{a}-A-{seq:2}',
    '{a}-{seq:3}',
    '{a}-{b}{seq:1}',
  ],
  ['{seq:3:crockford}', '{seq:3:32}', '{seq:3}', '{seq:A99}', '{seq:9A9}', '{seq:3:36:lower}', '{seq:3:36}'],
  ['{a}-{seq}', '{a}-{seq:2}', '{a}-{b}-{seq}', '{a}-A{seq}', '{a}-A-{seq}'],
  [
    '{date:yyyyMMdd}-{seq:2}',
    '{date:GGGGWW}{date:dd}-{seq:2}',
    '{date:BBBBMMdd}-{seq:2}',
    '{date:yyyyDDD}0-{seq:2}',
  ],
  ['{date:yyyyMMdd}{seq:2}', '{date:yyyyMM}{seq:4}', '{date:yyyyddMM}{seq:2}', '20{date:yyMMdd}{seq:2}'],
  [
    '{date:yyyyMM}02{seq:2}',
    '{date:yyyyMM}{seq:4}',
    '{date:yyyy}{seq:6}',
    '2026{date:MM}{seq:4}',
    '{date:yyyyMMdd}{seq:2}',
  ],
  [
    '{fyStart:yyyy}-{seq:2}',
    '{fyEnd:yyyy}-{seq:2}',
    '{date:yyyy}-{seq:2}',
    '{fyStart:yyyy}{date:MM}-{seq:2}',
    '{date:yyyyMM}-{seq:2}',
    '{date:yyyy}{fyQuarter}0-{seq:2}',
    '{fyStart:yyyy}{fyQuarter}0-{seq:2}',
  ],
];
const VALUES = ['1', '2', '10', '01', 'A', 'A1', 'A-A', '1-A'];

const patterns = fc
  .constantFrom(...FAMILIES)
  .chain((family) => fc.tuple(fc.constantFrom(...family), fc.constantFrom(...family)));

const options = fc.record(
  {
    resetEvery: fc.constantFrom<SeriesDefinition['resetEvery'][]>(
      'never',
      'day',
      'month',
      'year',
      'fiscalYear',
      'halfYear',
      { months: 3 },
    ),
    timeZone: fc.constantFrom('UTC', 'Asia/Tokyo', 'America/Chicago'),
    fiscalYearStart: fc.constantFrom(1, 4, 12, { month: 4, day: 6 }),
    start: fc.constantFrom(0, 1, 7),
    step: fc.constantFrom(1, 3),
    overflow: fc.constantFrom('error', 'widen'),
    secret: fc.constantFrom('one', 'other'),
    shards: fc.constantFrom(1, 2),
    dayStart: fc.constantFrom('00:00', '04:00'),
    counterPer: fc.constantFrom([], ['a'], ['b'], ['a', 'b'], ['t'], ['a', 't']),
  } as const,
  { requiredKeys: [] },
);

// An edit of few things is what people make, and what is not refused for other reasons.
const edit = fc
  .tuple(patterns, fc.boolean(), options, options, fc.nat(9))
  .map(([[one, other], samePattern, before, after, which]): [SeriesDefinition, SeriesDefinition] => {
    const was = { name: 'x', secret: 's', pattern: one, ...before };
    const edited = Object.entries(after).filter((_, index) => index === which);
    return [was, { ...was, pattern: samePattern ? one : other, ...Object.fromEntries(edited) }];
  });

const INSTANTS = ['2026-02-01T03:00Z', '2026-01-02T12:00Z', '2026-05-01T09:00Z', '2027-02-01T01:00Z'];

const call = fc.record({
  isEdited: fc.boolean(),
  at: fc.constantFrom(...INSTANTS.map((text) => Date.parse(text))),
  a: fc.constantFrom(...VALUES),
  b: fc.constantFrom(...VALUES),
  t: fc.constantFrom('T1', 'T2'),
});

const defined = (given: SeriesDefinition): Series | undefined => {
  try {
    return defineSeries(given);
  } catch (error) {
    if (error instanceof PatternError || error instanceof OptionsError) return undefined;
    throw error;
  }
};

/** Gives numbers as the library does: from a counter for each period, scope and number of shards. */
class Counters {
  private readonly last = new Map<string, number>();

  next(series: Series, at: number, values: Readonly<Record<string, string>>): string | undefined {
    const { period, texts } = series.calendar.minuteAt(at);
    const given = Object.fromEntries(series.variables.map((name) => [name, values[name]]));
    let scope;
    try {
      scope = resolveScope(series, given);
    } catch {
      return undefined;
    }
    const counted = Object.values(counterScope(series, scope));
    const counter = JSON.stringify([series.shards, period.id, ...counted]);
    const value = followingNumber(series, this.last.get(counter));
    if (value === undefined) return undefined;
    this.last.set(counter, value);
    const text = serialWriter(
      series.parts,
      texts,
      scope,
      period.id,
    )(counterWriter(series, scope, period.id)(value));
    // What is unique is the pair of the text and what it does not show.
    return JSON.stringify([text, ...series.hidden.map((name) => [name, scope[name]])]);
  }
}

it('no edit that is accepted repeats a number, even while both definitions are in use', () => {
  const seen = { accepted: 0, refused: 0, repeatedWhereRefused: 0 };
  fc.assert(
    fc.property(edit, fc.array(call, { minLength: 100, maxLength: 200 }), (definitions, calls) => {
      const [was, is] = definitions.map(defined);
      if (!was || !is) return;
      const [before, after] = [describeSeries(was), describeSeries(is)];
      const { kind } = changeOf(before, after);
      expect(changeOf(after, before).kind).toBe(kind);
      if (kind === 'same') return;
      if (kind === 'refused') expect(fingerprintOf(before)).not.toBe(fingerprintOf(after));
      const counters = new Counters();
      const numbers = calls.flatMap(
        ({ isEdited, at, ...values }) => counters.next(isEdited ? is : was, at, values) ?? [],
      );
      const repeats = numbers.length - new Set(numbers).size;
      seen[kind]++;
      if (kind === 'refused' && repeats > 0) seen.repeatedWhereRefused++;
      if (kind === 'accepted') expect(repeats).toBe(0);
    }),
    { numRuns: 600 },
  );
  // Else the property says nothing.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});
