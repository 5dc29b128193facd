import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import type { Clock } from '../../common/clock.js';
import type { Series } from '../series.js';
import type { Confirmations } from './confirmations.js';
import type { ShardGuards } from './shard-guards.js';
import type { ShardMembership } from './shard-membership.js';
import { SeriesChangedError } from '../evolution/series-changed.error.js';
import type { LossReports } from './loss-reports.js';
import { shardOf, shardsOf, type ShardKeys } from './shard-keys.js';
import type { ShardMessages, ShardWord } from './shard-messages.js';
import type { Recovery } from './recovery-name.js';
import type { ShardRecovery } from './shard-recovery.js';
import { Shard } from './shard.js';
import type { StoreCeilings } from './store-ceilings.js';

/** The shards that this process has to do with, and what it does when others tell it something about them. */
export class Shards {
  private readonly logger = new Logger('SerialService');
  private readonly byId = new Map<string, Shard>();

  constructor(
    private readonly guards: ShardGuards,
    private readonly keys: ShardKeys,
    private readonly messages: ShardMessages,
    private readonly membership: ShardMembership,
    private readonly recovery: ShardRecovery,
    private readonly ceilings: StoreCeilings,
    private readonly losses: LossReports,
    private readonly confirmations: Confirmations,
    private readonly clock: Clock,
  ) {
    messages.hear(
      (shard, word, detail) => {
        this.hear(shard, word, detail);
      },
      () => {
        this.askAgain();
      },
    );
  }

  /** The shard in which a counter lies. */
  of(series: Series, field: string): Shard {
    return this.at(series, shardOf(series, field));
  }

  private at(series: Series, id: string): Shard {
    let shard = this.byId.get(id);
    // A module that was loaded twice has two copies of a series: both mean the same counters.
    if (!shard) {
      shard = new Shard(series, id, this.keys, this.clock);
      if (!this.guards.of(series).store?.claim) shard.isClaimed = false;
      this.byId.set(id, shard);
    }
    return shard;
  }

  /**
   * Joins the shards of series that will be wanted, without anybody who waits for it: so the first number need not wait
   * until a registration is safe.
   */
  joinAll(all: readonly Series[]): void {
    const shards = all.filter(({ mode }) => mode !== 'gapless').flatMap((series) => this.allOf(series));
    for (const shard of shards) {
      this.membership.join(shard).catch((error: unknown) => {
        const say = error instanceof SeriesChangedError ? 'error' : 'debug';
        this.logger[say](`Series "${shard.series.name}" is not ready: ${asError(error).message}`);
      });
    }
  }

  /**
   * Where a series has several shards the first one knows how it is defined, over how many shards too.
   * @throws {SeriesChangedError} when Redis knows the series otherwise.
   */
  async known(series: Series): Promise<void> {
    const first = this.at(series, shardsOf(series)[0] ?? '');
    if (!first.membership) await this.membership.join(first);
  }

  /** Whether the numbers of a shard are claimed from a store, since its Redis can't be trusted with them. */
  async isClaimed(shard: Shard): Promise<boolean> {
    if (shard.isClaimed === undefined || !shard.membership) await this.membership.join(shard);
    return shard.isClaimed === true;
  }

  /** Leaves all shards, so that nobody waits for this process after a loss. */
  async close(): Promise<void> {
    // With a call under way a process may still be given numbers: then it stays on the list.
    const idle = [...this.byId.values()].filter(({ underWay }) => underWay === 0);
    const left = await Promise.allSettled(idle.map((shard) => this.membership.leave(shard)));
    const failed = left.filter(({ status }) => status === 'rejected').length;
    if (failed > 0) this.logger.debug(`Could not leave ${failed} shards: Redis is away`);
    this.messages.close();
    this.confirmations.close();
  }

  /** All shards of a series. */
  allOf(series: Series): Shard[] {
    return shardsOf(series).map((id) => this.at(series, id));
  }

  private hear(id: string, word: ShardWord, detail: string): void {
    const shard = this.byId.get(id);
    if (!shard) {
      if (word === 'survey') this.inBackground(this.recovery.answerNothing(id, recoveryIn(detail).recovery));
      return;
    }
    switch (word) {
      case 'survey':
        this.recovery.answer(shard, recoveryIn(detail));
        break;
      case 'loss':
        if (shard.membership) this.recovery.answer(shard, recoveryIn(detail));
        break;
      case 'settle':
        if (shard.membership) this.recovery.settle(shard, recoveryIn(detail));
        break;
      case 'vouch': {
        const [newcomer = '', joined] = detail.split('/');
        this.inBackground(this.membership.vouch(shard, newcomer, Number(joined)));
        break;
      }
      case 'vouched':
        shard.vouched = detail;
        shard.tell();
        break;
      case 'raise':
        this.inBackground(this.ceilings.raiseIfStored(shard, Number(detail)));
        break;
      case 'open':
        this.inBackground(this.open(shard, detail));
        break;
      case 'opened': {
        const [n, period = ''] = detail.split('/');
        shard.opened.set(period, Number(n));
        shard.tell();
        break;
      }
      case 'over':
        shard.tell();
        this.losses.over(shard);
    }
  }

  private async open(shard: Shard, detail: string): Promise<void> {
    const [member = '', n, period = '', expiresAt = ''] = detail.split('/');
    const opened = await this.ceilings.openIfStored(shard, { period, n: Number(n), expiresAt });
    if (opened === undefined) return;
    await this.messages.toOne(member, shard.register, 'opened', shard.id, `${opened}/${period}`);
  }

  // Messages were lost for a while: whoever has lost something is found by asking.
  private askAgain(): void {
    for (const shard of this.byId.values()) {
      if (shard.membership) this.recovery.answer(shard, { recovery: '-', base: shard.w });
    }
  }

  private inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.logger.debug(`Could not answer another process: ${asError(error).message}`);
    });
  }
}

function recoveryIn(detail: string): Recovery {
  const [recovery = '', base] = detail.split('/');
  return { recovery, base: Number(base) };
}
