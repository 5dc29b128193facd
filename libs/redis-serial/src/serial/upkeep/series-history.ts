import { checkOptions } from '../../common/check-options.js';
import { readHistory } from '../../lua/shard/read-history.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import { instantOf } from '../resolve-call.js';
import { resolveCounterScope } from '../scope.js';
import type { SeriesRef } from '../serial.types.js';
import type { SeriesRegistry } from '../series-registry.js';
import { fieldOf, shardOf, shardsOf, type ShardKeys } from '../shard/shard-keys.js';
import type { CounterEvent } from './counter-event.js';
import { eventsOf } from './describe-event.js';
import { historySchema, type HistoryOptions } from './history.options.js';

// So many at most, until some are left out.
const KEPT = 250;

/** Tells what happened to the counters of series. */
export class SeriesHistory {
  constructor(
    private readonly registry: SeriesRegistry,
    private readonly runner: ScriptRunner,
    private readonly keys: ShardKeys,
  ) {}

  /** The newest first. Empty for a gapless series, whose counters lie elsewhere. */
  async read(ref: SeriesRef, options: HistoryOptions | undefined): Promise<CounterEvent[]> {
    const series = this.registry.resolve(ref);
    const given = checkOptions(historySchema, options ?? {}, '');
    const field = given.scope && fieldOf(resolveCounterScope(series, given.scope));
    const period =
      given.at === undefined ? undefined : series.calendar.minuteAt(instantOf(series, given.at)).period.id;
    if (series.mode === 'gapless') return [];
    const isFiltered = field !== undefined || period !== undefined;
    const count = isFiltered ? KEPT : Math.min(given.limit, KEPT);
    const shards = field === undefined ? shardsOf(series) : [shardOf(series, field)];
    const events = await Promise.all(
      shards.map(async (id) => {
        const keys = { register: this.keys.register(id), history: this.keys.history(id) };
        const history = await this.runner.run(readHistory, keys, { count });
        return eventsOf(series, Number(id.slice(series.name.length + 1)), history);
      }),
    );
    return events
      .flat()
      .filter(({ scope }) => field === undefined || scope === undefined || fieldOf(scope) === field)
      .filter((event) => period === undefined || event.period === undefined || event.period === period)
      .sort((one, other) => other.at.getTime() - one.at.getTime())
      .slice(0, given.limit);
  }
}
