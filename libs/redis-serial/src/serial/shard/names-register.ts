import { Logger } from '@nestjs/common';
import { listPeriods } from '../../lua/shard/list-periods.script.js';
import { noteName } from '../../lua/shard/note-name.script.js';
import { readHistory } from '../../lua/shard/read-history.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import { describeSeries, type SeriesDescription } from '../evolution/describe-series.js';
import { readDescription } from '../evolution/description-text.js';
import { lineOf } from '../evolution/line-of.js';
import { canMeet, shapeOf } from '../evolution/shape-of.js';
import type { Series } from '../series.js';
import type { SeriesRegistry } from '../series-registry.js';
import { shardsOf, type ShardKeys } from './shard-keys.js';

// The longest period, and a day for servers whose clocks differ: so long is a series known beside its retention.
const KNOWN_FOR_MS = 367 * 86_400_000;

/**
 * Knows the names of all series with texts of one shape, and warns of one that is new beside another that has given
 * numbers: it may be the same under another name, and then its numbers come again. It is no error, since nobody can
 * tell that from two kinds of documents with one pattern, or from a series for each tenant; and so neither are series
 * named that this process knows, too, nor is anything said twice.
 */
export class NamesRegister {
  private readonly logger = new Logger('SerialService');
  private readonly warned = new Set<string>();

  constructor(
    private readonly runner: ScriptRunner,
    private readonly keys: ShardKeys,
    private readonly registry: SeriesRegistry,
  ) {}

  async note(series: Series): Promise<void> {
    const { name, parts, resetEvery, retentionMs } = series;
    const shape = shapeOf(parts);
    const isForEver = resetEvery === 'never' || retentionMs === Infinity;
    const ttlMs = isForEver ? 'never' : retentionMs + KNOWN_FOR_MS;
    const others = await this.runner.run(noteName, { names: this.keys.names(shape) }, { name, ttlMs });
    if (this.warned.has(shape)) return;
    const declared = new Set(this.registry.all.map((one) => one.name));
    const is = describeSeries(series);
    for (const other of others) {
      const was = declared.has(other) ? undefined : await this.given(other);
      if (!was || !canMeet(was, is)) continue;
      this.warned.add(shape);
      this.warn(was, is);
      return;
    }
  }

  /** The definition of a series that has given numbers, as far as Redis knows. */
  private async given(name: string): Promise<SeriesDescription | undefined> {
    const [first = ''] = shardsOf({ name, shards: 1 });
    const keys = { register: this.keys.register(first), history: this.keys.history(first) };
    const { description, isClaimed } = await this.runner.run(readHistory, keys, { count: 1 });
    const described = readDescription(description);
    if (!described || isClaimed) return described;
    for (const shard of shardsOf(described)) {
      const periods = await this.runner.run(listPeriods, { register: this.keys.register(shard) }, {});
      if (periods.length > 0) return described;
    }
    return undefined;
  }

  private warn(was: SeriesDescription, is: SeriesDescription): void {
    this.logger.warn(
      `Series "${is.name}" is new, and its texts can be those of series "${was.name}", which has given numbers.\n` +
        `  "${was.name}": ${lineOf(was)}\n` +
        `  "${is.name}": ${lineOf(is)}\n` +
        'If it is the same series under another name, its numbers come again: end its processes, and call ' +
        `migrate('${is.name}', { from: '${was.name}' }) before the first number. If both are meant, nothing need be done`,
    );
  }
}
