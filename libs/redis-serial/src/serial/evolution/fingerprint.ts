import { createHash } from 'node:crypto';
import { variableNames, type PatternPart } from '../pattern/pattern.js';
import { monthsOf } from '../period/period.js';
import { canonicalText } from './canonical-text.js';
import type { SeriesDescription } from './describe-series.js';

/**
 * 16 characters that are the same for two descriptions of a series only if no edit from one to the other can repeat a
 * number. Where they differ, `changeOf` tells.
 */
export function fingerprintOf(description: SeriesDescription): string {
  const { name, parts, keyCheck, resetEvery, timeZone, mode, shards, start, step } = description;
  const decisive = {
    name,
    parts: withoutNames(parts),
    keyCheck,
    resetEvery,
    fiscalYearStart: showsFiscalYears(description) ? description.fiscalYearStart : undefined,
    fiscalYearDay: showsFiscalYears(description) ? description.fiscalYearDay : undefined,
    dayStart: resetEvery === 'never' ? undefined : description.dayStart,
    timeZone: resetEvery === 'never' ? undefined : timeZone,
    counterPer: countedBy(description),
    shards,
    gapless: mode === 'gapless' ? { start, step } : undefined,
  };
  return createHash('sha256').update(canonicalText(decisive)).digest('base64url').slice(0, 16);
}

/** Whether the month in which fiscal years begin decides anything. */
export function showsFiscalYears({ resetEvery, parts }: SeriesDescription): boolean {
  return (
    monthsOf(resetEvery) !== undefined ||
    parts.some((part) => part.kind === 'date' && part.field.startsWith('fy'))
  );
}

/** By what the counters of a series are told apart, where that is not all variables of the pattern. */
export function countedBy({ parts, counterPer }: SeriesDescription): string | undefined {
  if (counterPer === undefined) return undefined;
  const names = variableNames(parts);
  return JSON.stringify(counterPer.map((name) => (names.includes(name) ? names.indexOf(name) : name)));
}

// Counters know variables by their order.
function withoutNames(parts: readonly PatternPart[]): unknown[] {
  const names = variableNames(parts);
  return parts.map((part) =>
    part.kind === 'variable' ? { kind: part.kind, index: names.indexOf(part.name) } : part,
  );
}
