import { OptionsError } from '../../common/options.error.js';
import type { Clock } from '../../common/clock.js';
import { findKeys } from '../../lua/shard/find-keys.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { Series } from '../series.js';
import type { ShardKeys } from './shard-keys.js';

/** Finds counters of a series that lie as they did before there were shards, and as gapless ones do. */
export class EarlierLayout {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly keys: ShardKeys,
    private readonly clock: Clock,
  ) {}

  /** @throws {OptionsError} when there are some: the series would begin anew beside them. */
  async refuse(series: Series): Promise<void> {
    const { id } = series.calendar.minuteAt(this.clock.wall()).period;
    const found = await this.runner.run(findKeys, { keys: this.keys.earlierOf(series, id) }, {});
    if (found === '') return;
    throw new OptionsError(
      'keyPrefix',
      `Redis has counters of series "${series.name}" in another layout (${found}): those of mode 'gapless', or of ` +
        'a version of this library before 0.1. Its numbers would begin anew: give the series another name and another ' +
        'text; or, where none of these can come again, delete the keys of the old counters',
    );
  }
}
