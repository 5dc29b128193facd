import { sequenceOf } from '../pattern/pattern.js';
import { canonicalText } from './canonical-text.js';
import type { SeriesDescription } from './describe-series.js';
import { countedBy, showsFiscalYears } from './fingerprint.js';

const HOUR_MS = 3_600_000;
// A counter is kept so much longer than its period and its retention.
const KEPT_LONGER_MS = 24 * HOUR_MS;
const ZONES_APART_MS = 26 * HOUR_MS;
const DAYS_APART_MS = 24 * HOUR_MS;

/**
 * Why a number of these two descriptions may have another counter, or another text for the same value, although it says
 * the same in both.
 */
export function otherCounters(was: SeriesDescription, is: SeriesDescription): string[] {
  return [
    ...(writtenBy(was) === writtenBy(is) ? [] : ['the same text stands for another value of the counter']),
    ...(was.keyCheck === is.keyCheck ? [] : ['another secret scrambles the counter in another way']),
    ...(countedBy(was) === countedBy(is)
      ? []
      : ['the counters are told apart by other variables, and begin anew']),
    ...(was.resetEvery === is.resetEvery ? [] : ['the counters of the new periods begin anew']),
    ...(sameYears(was, is) ? [] : ['the same fiscal year has other days']),
    ...(was.shards === is.shards ? [] : ['counters in other shards begin anew']),
    ...(sameEnds(was, is) ? [] : ['counters may be gone before their periods end in the new calendar']),
  ];
}

/** How the value of the counter is written. More digits, and numbers that have outgrown them, are read as the same. */
export function writtenBy({ parts }: SeriesDescription): string {
  return canonicalText({ ...sequenceOf(parts), digits: undefined, widens: undefined });
}

function sameYears(was: SeriesDescription, is: SeriesDescription): boolean {
  if (was.fiscalYearStart === is.fiscalYearStart && was.fiscalYearDay === is.fiscalYearDay) return true;
  return !showsFiscalYears(was) && !showsFiscalYears(is);
}

function sameEnds(was: SeriesDescription, is: SeriesDescription): boolean {
  if (was.resetEvery === 'never' && is.resetEvery === 'never') return true;
  const zonesApart = was.timeZone === is.timeZone ? 0 : ZONES_APART_MS;
  const apart = zonesApart + (was.dayStart === is.dayStart ? 0 : DAYS_APART_MS);
  return Math.min(was.retentionMs ?? Infinity, is.retentionMs ?? Infinity) >= apart - KEPT_LONGER_MS;
}
