import { OptionsError } from '../../common/options.error.js';
import { changeSince } from '../evolution/compare-descriptions.js';
import { describeSeries } from '../evolution/describe-series.js';
import { readDescription } from '../evolution/description-text.js';
import { fingerprintOf } from '../evolution/fingerprint.js';
import { SeriesChangedError } from '../evolution/series-changed.error.js';
import type { Series } from '../series.js';
import type { ShardGuard } from './shard-guards.js';

/**
 * Lets an edit of a series pass if it can repeat no number, or its definition accepts it.
 * @param texts the descriptions under which numbers were given so far, the last one first.
 * @throws {SeriesChangedError} when a number could come twice.
 */
export function checkChange(series: Series, { kind }: ShardGuard, texts: readonly string[]): void {
  const is = { ...describeSeries(series), durability: kind };
  const past = texts.map((text) => readDescription(text));
  const [last] = past;
  if (!last || past.includes(undefined))
    throw new OptionsError(
      `series.${series.name}`,
      'was defined by another version of this library in a way that this one does not know',
    );
  const change = changeSince(past.flatMap((was) => was ?? []).reverse(), is);
  if (change.kind !== 'refused' || series.acceptChange === fingerprintOf(is)) return;
  throw new SeriesChangedError(last, is, change.why);
}
