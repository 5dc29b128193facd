import { OptionsError } from '../../common/options.error.js';
import type { SeriesRef } from '../serial.types.js';
import type { SeriesRegistry } from '../series-registry.js';
import type { AskedRecovery } from '../shard/asked-recovery.js';
import type { Shards } from '../shard/shards.js';

/** Has all processes say which numbers of a series they were given. */
export class SeriesRecovery {
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly registry: SeriesRegistry,
    private readonly shards: Shards,
    private readonly recovery: AskedRecovery,
  ) {}

  /** Calls at the same time share one recovery. */
  async recover(ref: SeriesRef): Promise<void> {
    const series = this.registry.resolve(ref);
    if (series.mode === 'gapless')
      throw new OptionsError(
        'series',
        `"${series.name}" is gapless: recover() is for the modes 'strict' and 'buffered'`,
      );
    let recovering = this.underWay.get(series.name);
    if (!recovering) {
      const all = this.shards.allOf(series).map((shard) => this.recovery.recover(shard));
      recovering = Promise.all(all)
        .then(() => undefined)
        .finally(() => this.underWay.delete(series.name));
      this.underWay.set(series.name, recovering);
    }
    await recovering;
  }
}
