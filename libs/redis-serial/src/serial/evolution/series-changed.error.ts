import { RedisSerialError } from '../../common/redis-serial.error.js';
import type { SeriesDescription } from './describe-series.js';
import { fingerprintOf } from './fingerprint.js';
import { canGoOn } from './migration.js';
import { lineOf } from './line-of.js';

/** A series was edited so that its numbers could come twice; it gives none until that is decided. */
export class SeriesChangedError extends RedisSerialError {
  readonly code = 'SERIES_CHANGED';
  /** The name of the series. */
  readonly series: string;
  /** The definition whose numbers were given, in a line. */
  readonly was: string;
  /** The definition that was refused. */
  readonly is: string;
  /** What `acceptChange` must say to let this edit pass. */
  readonly fingerprint: string;

  /** How a number could come twice. */
  readonly why: string;

  /** @internal */
  constructor(was: SeriesDescription, is: SeriesDescription, why: string) {
    const texts = [was, is].map(lineOf) as [string, string];
    const fingerprint = fingerprintOf(is);
    const goOn = canGoOn(was, is)
      ? `or another name, and before its first number \`await serials.migrate('another name', { from: '${is.name}' })\`; `
      : '';
    super(
      `Series "${is.name}" was edited so that its numbers could come twice: ${why}.\n` +
        `  was: ${texts[0]}\n` +
        `  is:  ${texts[1]}\n` +
        `Give it another name and another text; ${goOn}or let this one edit pass by acceptChange: '${fingerprint}' in its definition.`,
    );
    this.series = is.name;
    this.why = why;
    [this.was, this.is] = texts;
    this.fingerprint = fingerprint;
  }
}
