import type { Clock } from '../../common/clock.js';
import { askAll, type Begun } from '../../lua/shard/ask-all.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import { RecoveryError } from '../durability/recovery.error.js';
import type { Listeners } from './listeners.js';
import { renewPeriods } from './renew-periods.js';
import type { ShardGuards } from './shard-guards.js';
import type { ShardKeys } from './shard-keys.js';
import type { ShardMembership } from './shard-membership.js';
import type { ShardMessages } from './shard-messages.js';
import type { ShardRecovery } from './shard-recovery.js';
import type { Shard } from './shard.js';

/** Recoveries that somebody asks for, since data were put back by hand: all who listen say all that they were given. */
export class AskedRecovery {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly guards: ShardGuards,
    private readonly membership: ShardMembership,
    private readonly recovery: ShardRecovery,
    private readonly listeners: Listeners,
    private readonly messages: ShardMessages,
    private readonly keys: ShardKeys,
    private readonly timeoutMs: number,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when it is over.
   * @throws {RecoveryError} when it is not known in time which numbers were given.
   */
  async recover(shard: Shard): Promise<void> {
    const { covers, hearWithinMs } = this.guards.of(shard.series);
    const patience = 2 * hearWithinMs + covers + this.timeoutMs;
    const until = this.clock.now() + patience;
    for (;;) {
      if (!shard.membership) await this.membership.join(shard);
      const begun = await this.begin(shard);
      // Another loss meanwhile has its own recovery, in which less is told.
      if (begun && (await this.isOver(shard, begun, until))) break;
      if (!begun) shard.membership = undefined;
      if (this.clock.now() > until) throw overdue(shard, patience);
    }
    await renewPeriods(this.runner, this.keys, shard.id);
  }

  private async begin(shard: Shard): Promise<Begun | undefined> {
    const { register, id, series } = shard;
    const { hearWithinMs, skip } = this.guards.of(series);
    const asked = await this.listeners.all(register);
    const begun = await this.runner.run(askAll, { register }, { hearWithin: hearWithinMs, skip, asked });
    if (begun) await this.messages.toAll(register, 'survey', id, `${begun.recovery}/${begun.base}`);
    return begun;
  }

  private async isOver(shard: Shard, begun: Begun, until: number): Promise<boolean> {
    while (this.clock.now() <= until) {
      const { outcome, recovery } = await this.recovery.recover(shard, begun);
      if (recovery !== begun.recovery || outcome === 'unknown') return false;
      if (outcome === 'none' || outcome === 'done') return true;
    }
    return false;
  }
}

function overdue({ series, register }: Shard, waitedMs: number): RecoveryError {
  return new RecoveryError(
    series.name,
    register,
    `after ${waitedMs} ms it is not known which numbers were given`,
  );
}
