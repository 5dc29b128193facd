import { SharedWork } from '../../common/shared-work.js';
import { seeServer } from '../../lua/shard/see-server.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { Series } from '../series.js';
import type { EarlierLayout } from './earlier-layout.js';
import type { NamesRegister } from './names-register.js';
import type { ShardGuards } from './shard-guards.js';
import type { Shard } from './shard.js';
import type { Stores } from './stores.js';

/** What is looked at before a process joins a shard for the first time. */
export class ShardStart {
  private readonly beginning = new SharedWork<void>();
  private readonly begun = new Set<string>();

  constructor(
    private readonly runner: ScriptRunner,
    private readonly guards: ShardGuards,
    private readonly stores: Stores,
    private readonly earlier: EarlierLayout,
    private readonly names: NamesRegister,
  ) {}

  /** @throws {OptionsError} when the counters of its series lie elsewhere. */
  async look(shard: Shard): Promise<void> {
    const { series } = shard;
    if (!this.begun.has(series.name)) await this.beginning.of(series.name, () => this.begin(series));
    shard.isClaimed ??= await this.isClaimed(shard);
  }

  // Once for each series, whatever becomes of its shards.
  private async begin(series: Series): Promise<void> {
    await this.earlier.refuse(series);
    await this.names.note(series);
    this.begun.add(series.name);
  }

  private async isClaimed(shard: Shard): Promise<boolean> {
    if (!this.guards.of(shard.series).store?.claim) return false;
    const { isBlind } = await this.runner.run(seeServer, { _register: shard.register }, {});
    await this.stores.comeFrom(shard, isBlind ? 'the store' : 'Redis');
    return isBlind;
  }
}
