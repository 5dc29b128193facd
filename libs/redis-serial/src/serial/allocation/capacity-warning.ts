import { Logger } from '@nestjs/common';
import { capacityOf } from '../numbering.js';
import type { Batch } from './number-taker.js';

const logger = new Logger('SerialService');

/** Says so when numbers just taken are those at which a counter comes near its end: one process, once for each period. */
export function warnNearTheEnd(
  batch: Pick<Batch, 'series' | 'scope' | 'period'>,
  first: number,
  last: number,
): void {
  const { series, scope, period } = batch;
  const used = Math.ceil(capacityOf(series) * series.warnAt);
  const threshold = series.start + (used - 1) * series.step;
  if (threshold < first || threshold > last) return;
  const of = Object.entries(scope).map(([name, value]) => ` ${name} ${value}`);
  const then = series.highest > series.max ? 'numbers get longer after it' : 'none can be given after it';
  logger.warn(
    `Series "${series.name}"${of.join(',')} has used ${used} of ${capacityOf(series)} numbers in period ${period}; ${then}`,
  );
}
