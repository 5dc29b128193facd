import { Logger } from '@nestjs/common';
import { checkOptions } from '../../common/check-options.js';
import { OptionsError } from '../../common/options.error.js';
import { noteMigration } from '../../lua/shard/note-migration.script.js';
import type { ScannedCounter } from '../../lua/shard/scan-counters.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { SeriesAllocator } from '../allocation/series-allocator.js';
import { describeSeries, type SeriesDescription } from '../evolution/describe-series.js';
import { countersOf, migrationTrouble } from '../evolution/migration.js';
import { lastUpTo } from '../number-grid.js';
import { instantInPeriod } from '../period/instant-in-period.js';
import { scopeTrouble } from '../scope.js';
import type { SeriesRef } from '../serial.types.js';
import type { SeriesRegistry } from '../series-registry.js';
import type { Series } from '../series.js';
import type { CounterStore } from '../shard/counter-store.js';
import { fieldOf, scopeOf } from '../shard/shard-keys.js';
import type { Shard } from '../shard/shard.js';
import type { Want } from '../shard/want.js';
import { migrateSchema, nameOf, type MigrateOptions } from './migrate.options.js';
import type { MigrationSource } from './migration-source.js';

/** Lifts the counters of a series to those of another one. */
export class SeriesMigration {
  private readonly logger = new Logger('SerialService');

  constructor(
    private readonly registry: SeriesRegistry,
    private readonly source: MigrationSource,
    private readonly store: CounterStore,
    private readonly allocator: SeriesAllocator,
    private readonly runner: ScriptRunner,
  ) {}

  /** Answers how many counters were lifted. */
  async migrate(ref: SeriesRef, options: MigrateOptions): Promise<number> {
    const series = this.registry.resolve(ref);
    const { from, signal, onProgress } = checkOptions(migrateSchema, options, '');
    signal?.throwIfAborted();
    const name = nameOf(from) ?? '';
    if (name === series.name)
      throw new OptionsError('from', 'expected another series than the one that is lifted');
    const was = await this.source.describe(name);
    const trouble = migrationTrouble(was, describeSeries(series));
    if (trouble !== undefined)
      throw new OptionsError('from', `"${name}" can't be taken over by "${series.name}": ${trouble}`);
    const liftedIn = new Map<Shard, number>();
    const warned = new Set<string>();
    const progress = { read: 0, lifted: 0 };
    try {
      for await (const { period, counters, start } of this.source.counters(was)) {
        signal?.throwIfAborted();
        if (start > 0 && !warned.has(period)) this.warnOfStart(was, period, start);
        if (start > 0) warned.add(period);
        for (const [shard, wants] of this.wantsOf(series, was, period, counters)) {
          const lifted = await this.lift(shard, wants);
          liftedIn.set(shard, (liftedIn.get(shard) ?? 0) + lifted);
          progress.lifted += lifted;
        }
        progress.read += counters.length;
        onProgress?.({ ...progress });
      }
    } finally {
      for (const [{ register, history }, counters] of liftedIn)
        if (counters > 0)
          await this.runner.run(noteMigration, { register, history }, { counters, series: name });
    }
    return progress.lifted;
  }

  private async lift(shard: Shard, wants: readonly Want[]): Promise<number> {
    const taken = await this.store.takeWants(shard, wants);
    for (const { want, period } of taken) this.allocator.discardUpTo(want.call, period.id, want.numbers);
    return taken.filter(({ outcome }) => outcome === 'raised').length;
  }

  private wantsOf(
    series: Series,
    was: SeriesDescription,
    period: string,
    counters: readonly ScannedCounter[],
  ): Map<Shard, Want[]> {
    const wants = new Map<Shard, Want[]>();
    const at = instantInPeriod(period, series.resetEvery, series.calendar.rules);
    if (at === undefined) return wants;
    const variables = countersOf(was);
    for (const { field: known, last } of counters) {
      const values = scopeOf({ variables }, known);
      const scope = Object.fromEntries(series.counterVariables.map((name) => [name, values[name] ?? '']));
      const numbers = lastUpTo(series, Math.min(last, series.highest));
      // What this series can't show it can't give, either.
      const isForeign = series.counterVariables.some(
        (name) => scopeTrouble(series, name, scope[name] ?? '') !== undefined,
      );
      if (isForeign || numbers < series.start) continue;
      const id = [series.name, ...Object.values(scope)].join('\u0000');
      const field = fieldOf(scope);
      const shard = this.store.shardOf({ series, field });
      const call = { series, scope, id, field, at, writing: undefined };
      const want = { call, numbers, lifts: 'unnoted' } as const;
      wants.set(shard, [...(wants.get(shard) ?? []), want]);
    }
    return wants;
  }

  private warnOfStart({ name, step, start: first }: SeriesDescription, period: string, start: number): void {
    this.logger.warn(
      `Series "${name}" once lost numbers in period ${period}: scopes of which Redis knows no counter were to begin ` +
        `above ${first + (start - 1) * step}. migrate() can't lift what it doesn't know: use advanceTo() for these`,
    );
  }
}
