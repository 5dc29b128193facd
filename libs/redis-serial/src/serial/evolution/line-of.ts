import { timeOf } from './differences.js';
import type { SeriesDescription } from './describe-series.js';

/** A definition in a line, for people. */
export function lineOf(series: SeriesDescription): string {
  const { pattern, resetEvery, timeZone, fiscalYearStart, start, step, max, mode, shards } = series;
  const counters = series.counterPer ? `, counterPer ${JSON.stringify(series.counterPer)}` : '';
  const numbers = `start ${start}, step ${step}, max ${max}`;
  const { fiscalYearDay, dayStart = 0 } = series;
  const begins = fiscalYearDay
    ? `{ month: ${fiscalYearStart}, day: ${fiscalYearDay} }`
    : String(fiscalYearStart);
  const year = begins === '1' ? '' : `, fiscalYearStart ${begins}`;
  const day = dayStart === 0 ? '' : `, dayStart '${timeOf(dayStart)}'`;
  return `'${pattern}', resetEvery '${resetEvery}', timeZone '${timeZone}'${year}${day}${counters}, ${numbers}, mode '${mode}', shards ${shards}`;
}
