import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import type { Clock } from '../../common/clock.js';
import { strikeMembers } from '../../lua/shard/strike-members.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { Listeners } from './listeners.js';
import type { Shard } from './shard.js';
import type { ShardGuards } from './shard-guards.js';

/** Finds members that are no processes any more, and takes them off the list: nobody waits for them after a loss. */
export class SilentMembers {
  private readonly logger = new Logger('SerialService');

  constructor(
    private readonly runner: ScriptRunner,
    private readonly guards: ShardGuards,
    private readonly listeners: Listeners,
    private readonly clock: Clock,
  ) {}

  /** Strikes, in the background, those that do not listen to their own channel, twice and far enough apart. */
  strike(shard: Shard, others: readonly string[]): void {
    this.look(shard, others, false).catch((error: unknown) => {
      this.logger.debug(`Could not look for processes that are gone: ${asError(error).message}`);
    });
  }

  private async look(shard: Shard, suspects: readonly string[], isSure: boolean): Promise<void> {
    const { register, series } = shard;
    const counts = await this.listeners.of(register, suspects);
    const silent = suspects.filter((_, index) => counts[index] === 0);
    if (silent.length === 0) return;
    if (isSure) {
      await this.runner.run(strikeMembers, { register }, { members: silent });
      return;
    }
    this.clock.later(Math.max(this.guards.of(series).covers, 1_000), () => {
      this.look(shard, silent, true).catch((error: unknown) => {
        this.logger.debug(`Could not take processes off the list that are gone: ${asError(error).message}`);
      });
    });
  }
}
