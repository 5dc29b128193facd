import { sequenceOf } from '../pattern/pattern.js';
import { canonicalText } from './canonical-text.js';
import type { SeriesDescription } from './describe-series.js';
import { showsFiscalYears } from './fingerprint.js';

// A counter is kept a day longer than its period and its retention; time zones are 26 hours apart at most.
const ZONES_APART_MS = 2 * 3_600_000;

/**
 * Why a number of these two descriptions may have another counter, or another text for the same value, although it says
 * the same in both.
 */
export function otherCounters(was: SeriesDescription, is: SeriesDescription): string[] {
  return [
    ...(writtenBy(was) === writtenBy(is) ? [] : ['the same text stands for another value of the counter']),
    ...(was.keyCheck === is.keyCheck ? [] : ['another secret scrambles the counter in another way']),
    ...(was.resetEvery === is.resetEvery ? [] : ['the counters of the new periods begin anew']),
    ...(sameYears(was, is) ? [] : ['the same fiscal year has other days']),
    ...(was.shards === is.shards ? [] : ['counters in other shards begin anew']),
    ...(sameEnds(was, is) ? [] : ['counters may be gone before their periods end in the new time zone']),
  ];
}

/** How the value of the counter is written. More digits, and numbers that have outgrown them, are read as the same. */
export function writtenBy({ parts }: SeriesDescription): string {
  return canonicalText({ ...sequenceOf(parts), digits: undefined, widens: undefined });
}

function sameYears(was: SeriesDescription, is: SeriesDescription): boolean {
  if (was.fiscalYearStart === is.fiscalYearStart) return true;
  return !showsFiscalYears(was) && !showsFiscalYears(is);
}

function sameEnds(was: SeriesDescription, is: SeriesDescription): boolean {
  if (was.timeZone === is.timeZone || (was.resetEvery === 'never' && is.resetEvery === 'never')) return true;
  return Math.min(was.retentionMs ?? Infinity, is.retentionMs ?? Infinity) >= ZONES_APART_MS;
}
