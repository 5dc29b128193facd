import { createHash } from 'node:crypto';
import { variableNames, type PatternPart } from '../pattern/pattern.js';
import { compareTexts } from './compare-texts.js';
import type { SeriesDescription } from './describe-series.js';
import { textSteps } from './text-steps.js';

/**
 * 16 characters that are the same for patterns whose texts look alike: the same literals, dates, variables and checks
 * in the same order, however variables are called and the counter is written.
 */
export function shapeOf(parts: readonly PatternPart[]): string {
  const names = variableNames(parts);
  const shape = parts.map((part) => {
    if (part.kind === 'sequence') return '{seq}';
    return part.kind === 'variable' ? `{${names.indexOf(part.name)}}` : JSON.stringify(part);
  });
  return createHash('sha256').update(shape.join('')).digest('base64url').slice(0, 16);
}

/** Whether one text can be of both. */
export function canMeet(one: SeriesDescription, other: SeriesDescription): boolean {
  const hasPeriods = one.resetEvery !== 'never' || other.resetEvery !== 'never';
  return compareTexts(textSteps(one.parts, hasPeriods), textSteps(other.parts, hasPeriods)) !== 'apart';
}
