import { compareTexts } from './compare-texts.js';
import type { SeriesDescription } from './describe-series.js';
import { differencesOf } from './differences.js';
import { otherCounters } from './other-counters.js';
import { textSteps } from './text-steps.js';

/** What an edit of a series comes to. */
export type SeriesChange =
  | { readonly kind: 'same' }
  /** No number can come twice by it; `what` was edited, a line each. */
  | { readonly kind: 'accepted'; readonly what: readonly string[] }
  /** A number could come twice, and `why`. */
  | { readonly kind: 'refused'; readonly what: readonly string[]; readonly why: string };

/**
 * Judges an edit by what it can repeat. None of these can:
 * - other texts, none of which the old definition can have written, whatever becomes of the counters;
 * - the same counters, which go on rising, under texts that show the counter, and which it is, at the same place.
 *
 * It judges an edit and its way back alike, and also two definitions that are in use at the same time.
 */
export function changeOf(was: SeriesDescription, is: SeriesDescription): SeriesChange {
  const what = differencesOf(was, is);
  if (what.length === 0) return { kind: 'same' };
  const reasons = [...ledgerReasons(was, is), ...textReasons(was, is)];
  if (reasons.length === 0) return { kind: 'accepted', what };
  return { kind: 'refused', what, why: reasons.join('; ') };
}

/**
 * Judges an edit of a series that was edited before, oldest first: its new texts can be those of any earlier
 * definition, not only of the last.
 */
export function changeSince(past: readonly SeriesDescription[], is: SeriesDescription): SeriesChange {
  const changes = past.map((was) => changeOf(was, is));
  return changes.find(({ kind }) => kind === 'refused') ?? changes.at(-1) ?? { kind: 'same' };
}

// What is confirmed, free and void is written down by where a number stands between start and the last.
function ledgerReasons(was: SeriesDescription, is: SeriesDescription): string[] {
  if (was.mode !== 'gapless' && is.mode !== 'gapless') return [];
  if (was.mode !== is.mode)
    return [`the account of what was confirmed and cancelled is kept in mode 'gapless' only`];
  if (was.start === is.start && was.step === is.step) return [];
  return ['the account of what was confirmed and cancelled counts from start by step'];
}

function textReasons(was: SeriesDescription, is: SeriesDescription): string[] {
  const hasPeriods = was.resetEvery !== 'never' || is.resetEvery !== 'never';
  const likeness = compareTexts(textSteps(was.parts, hasPeriods), textSteps(is.parts, hasPeriods));
  if (likeness === 'apart') return [];
  const reasons = otherCounters(was, is);
  if (likeness === 'alike') return reasons;
  return [
    ...reasons,
    'one text may say another number, date or variable in the old pattern than in the new one',
  ];
}
