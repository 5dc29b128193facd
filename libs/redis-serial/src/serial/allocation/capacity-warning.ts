import { Logger } from '@nestjs/common';
import { capacityOf } from '../number-grid.js';
import type { Series } from '../series.js';
import type { Batch } from './number-request.js';

const logger = new Logger('SerialService');

/**
 * Says so when numbers just taken are those at which a counter comes near its end: one process, once for each period.
 */
export function warnNearTheEnd(
  batch: Pick<Batch, 'series' | 'scope' | 'period'>,
  first: number,
  last: number,
): void {
  const { series, scope, period } = batch;
  if (!passesWarning(series, first, last)) return;
  const used = warningFrom(series);
  const of = Object.entries(scope).map(([name, value]) => ` ${name} ${value}`);
  const then = series.highest > series.max ? 'numbers get longer after it' : 'none can be given after it';
  logger.warn(
    `Series "${series.name}"${of.join(',')} has used ${used} of ${capacityOf(series)} numbers in period ${period}; ${then}`,
  );
}

/** Whether the number at which to warn is one of these. */
export function passesWarning(series: Series, first: number, last: number): boolean {
  const threshold = series.start + (warningFrom(series) - 1) * series.step;
  return threshold >= first && threshold <= last;
}

function warningFrom(series: Series): number {
  return Math.ceil(capacityOf(series) * series.warnAt);
}
