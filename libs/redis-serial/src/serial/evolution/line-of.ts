import type { SeriesDescription } from './describe-series.js';

/** A definition in a line, for people. */
export function lineOf(series: SeriesDescription): string {
  const { pattern, resetEvery, timeZone, fiscalYearStart, start, step, max, mode, shards } = series;
  const numbers = `start ${start}, step ${step}, max ${max}`;
  const year = fiscalYearStart === 1 ? '' : `, fiscalYearStart ${fiscalYearStart}`;
  return `'${pattern}', resetEvery '${resetEvery}', timeZone '${timeZone}'${year}, ${numbers}, mode '${mode}', shards ${shards}`;
}
