import { sequenceOf } from '../pattern/pattern.js';
import { canonicalText } from './canonical-text.js';
import type { SeriesDescription } from './describe-series.js';

// As the options of defineSeries are called. What only follows from others is not named beside them.
const EDITED: readonly (readonly [option: string, of: (series: SeriesDescription) => unknown])[] = [
  ['pattern', ({ pattern }) => pattern],
  ['overflow', ({ parts }) => (sequenceOf(parts).widens ? 'widen' : 'error')],
  ['resetEvery', ({ resetEvery }) => resetEvery],
  ['timeZone', ({ timeZone }) => timeZone],
  [
    'fiscalYearStart',
    ({ fiscalYearStart, fiscalYearDay: day }) => (day ? { month: fiscalYearStart, day } : fiscalYearStart),
  ],
  ['dayStart', ({ dayStart = 0 }) => timeOf(dayStart)],
  ['counterPer', ({ counterPer }) => counterPer ?? 'all that the pattern shows'],
  ['start', ({ start }) => start],
  ['step', ({ step }) => step],
  ['max', ({ max }) => max],
  ['mode', ({ mode }) => mode],
  ['shards', ({ shards }) => shards],
  ['retention', ({ retentionMs }) => (retentionMs === null ? 'for ever' : `${retentionMs} ms`)],
  ['durability', ({ durability }) => durability ?? 'not said'],
];

/** A time of the day as people write it. */
export function timeOf(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** What differs between two descriptions, a line for each option; never a secret. */
export function differencesOf(was: SeriesDescription, is: SeriesDescription): string[] {
  const edited = EDITED.flatMap(([option, of]) => {
    const [before, after] = [of(was), of(is)].map((value) => JSON.stringify(value));
    return before === after ? [] : [`${option}: was ${before}, is ${after}`];
  });
  if (hasOtherSecret(was, is)) edited.push('secret: is another one');
  if (edited.length > 0 || canonicalText(was) === canonicalText(is)) return edited;
  return ['what is known of it'];
}

function hasOtherSecret({ keyCheck: before }: SeriesDescription, { keyCheck }: SeriesDescription): boolean {
  return before !== undefined && keyCheck !== undefined && before !== keyCheck;
}
