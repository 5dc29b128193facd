import { createHash } from 'node:crypto';
import type { Series } from '../series.js';

/** What decides the numbers of a series, as JSON. */
export function descriptionOf({ pattern, resetEvery, start, step, timeZone }: Series): string {
  return JSON.stringify({ pattern, resetEvery, start, step, timeZone });
}

/** A short text that differs wherever numbers of two definitions under one name could be the same. */
export function fingerprintOf(series: Series): string {
  return createHash('sha256').update(series.resetEvery).digest('base64url').slice(0, 16);
}
