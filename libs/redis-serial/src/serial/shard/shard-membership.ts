import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import type { Clock } from '../../common/clock.js';
import { OptionsError } from '../../common/options.error.js';
import { SharedWork } from '../../common/shared-work.js';
import { joinShard, type Joined } from '../../lua/shard/join-shard.script.js';
import { strikeMembers } from '../../lua/shard/strike-members.script.js';
import { vouchFor } from '../../lua/shard/vouch.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import { describeSeries } from '../evolution/describe-series.js';
import { writeDescription } from '../evolution/description-text.js';
import { fingerprintOf } from '../evolution/fingerprint.js';
import { checkChange } from './check-change.js';
import { blindServer, claimedElsewhere } from './claimed-elsewhere.js';
import type { Confirmations } from './confirmations.js';
import type { LongerRetention } from './longer-retention.js';
import type { Listeners } from './listeners.js';
import type { LossReports } from './loss-reports.js';
import { overdue } from './overdue.js';
import type { Shard } from './shard.js';
import type { ShardGuards } from './shard-guards.js';
import type { ShardMessages } from './shard-messages.js';
import type { ShardStart } from './shard-start.js';
import type { ShardRecovery } from './shard-recovery.js';
import type { SilentMembers } from './silent-members.js';
import type { StoreCeilings } from './store-ceilings.js';

// What a server is called whose scripts can't see what it is called.
const BLIND = '-';
const MOST_VOUCHERS = 3;

/** Makes this process a member of shards: on the list of those that are heard after a loss. */
export class ShardMembership {
  private readonly logger = new Logger('SerialService');
  private readonly joining = new SharedWork<void>();

  constructor(
    private readonly runner: ScriptRunner,
    private readonly guards: ShardGuards,
    private readonly messages: ShardMessages,
    private readonly recovery: ShardRecovery,
    private readonly ceilings: StoreCeilings,
    private readonly start: ShardStart,
    private readonly listeners: Listeners,
    private readonly silent: SilentMembers,
    private readonly losses: LossReports,
    private readonly confirmations: Confirmations,
    private readonly retention: LongerRetention,
    private readonly timeoutMs: number,
    private readonly member: string,
    private readonly clock: Clock,
  ) {}

  /** @throws {SeriesChangedError} when Redis knows the series otherwise. */
  async join(shard: Shard): Promise<void> {
    await this.joining.of(shard.id, () => this.joinNow(shard));
  }

  /** Asks members to stand in for this process, whose registration is not safe yet; those that it knows by default. */
  askToVouch(shard: Shard, vouchers?: readonly string[]): void {
    const { register, id, membership } = shard;
    if (!membership) return;
    for (const other of vouchers ?? membership.others.slice(0, MOST_VOUCHERS)) {
      this.messages
        .toOne(other, register, 'vouch', id, `${this.member}/${membership.joined}`)
        .catch((error: unknown) => {
          this.logger.debug(`Could not ask ${other} to vouch: ${asError(error).message}`);
        });
    }
  }

  /** Stands in for another process, if this one's own registration is safe. */
  async vouch(shard: Shard, newcomer: string, joined: number): Promise<void> {
    if (!shard.membership) return;
    const { covers, store } = this.guards.of(shard.series);
    // Before it is told, so that this process names it whenever it is asked from then on.
    shard.standsFor.add(newcomer);
    if (store) await this.ceilings.recordJoined(shard, joined);
    const { register, id } = shard;
    const args = { member: this.member, newcomer, covers: store ? 0 : covers };
    const { identity, coversMs } = await this.runner.run(vouchFor, { register }, args);
    if (identity === '') {
      shard.standsFor.delete(newcomer);
      return;
    }
    await this.messages.toOne(newcomer, register, 'vouched', id, identity);
    this.clock.later(2 * Math.max(covers, coversMs), () => shard.standsFor.delete(newcomer));
  }

  /** Leaves a shard with no call under way. */
  async leave(shard: Shard): Promise<void> {
    if (!shard.membership) return;
    shard.membership = undefined;
    await this.runner.run(strikeMembers, { register: shard.register }, { members: [this.member] });
  }

  private async joinNow(shard: Shard): Promise<void> {
    const guard = this.guards.of(shard.series);
    await this.start.look(shard);
    if (guard.kind !== 'none') await this.messages.listen();
    let begins: number | undefined;
    let recorded = 0;
    let accepts = '';
    const patience = 3 * guard.covers + guard.hearWithinMs + this.timeoutMs;
    const until = this.clock.now() + patience;
    for (;;) {
      const joined = await this.ask(shard, begins, accepts);
      begins = undefined;
      switch (joined.outcome) {
        case 'joined':
          await this.joined(shard, joined);
          if (recorded > 0 && joined.joined === 1) this.losses.beganAbove(shard, recorded);
          return;
        case 'unknown':
          begins = recorded = guard.store && !shard.isClaimed ? await this.ceilings.recordedOf(shard) : 0;
          break;
        case 'recovering': {
          const { outcome } = await this.recovery.recover(shard, joined);
          if (this.clock.now() > until)
            throw overdue(shard, outcome === 'ready' ? 'open' : 'recovering', patience);
          break;
        }
        case 'elsewhere':
          throw claimedElsewhere(shard.series.name, joined.source);
        case 'changed':
          checkChange(shard.series, guard, joined.descriptions);
          accepts = joined.fingerprint;
          break;
        case 'layout':
          throw new OptionsError(
            'keyPrefix',
            `the counters of series "${shard.series.name}" have layout ${joined.version}; this version of the library knows layout 2`,
          );
      }
    }
  }

  private async joined(shard: Shard, joined: Extract<Joined, { outcome: 'joined' }>): Promise<void> {
    shard.membership = {
      others: [...joined.others].sort(() => Math.random() - 0.5),
      joined: joined.joined,
      since: this.clock.now(),
    };
    shard.w = joined.n;
    shard.vouched = '';
    shard.joinedAfter(joined.recovery);
    if (joined.others.length > 0) this.silent.strike(shard, joined.others);
    if (shard.isClaimed) return;
    await this.retention.keep(shard, joined.periods);
    // Ahead of need: by the first number it may be safe.
    if (joined.freshMs > 0 && joined.strongest === 'fenced') void this.confirmations.confirm(shard);
    const { kind } = this.guards.of(shard.series);
    if (kind === 'highWater') {
      if (joined.identity === BLIND) {
        shard.membership = undefined;
        throw blindServer(shard.series.name);
      }
      await this.ceilings.joined(shard, joined);
      shard.vouched = joined.identity;
    }
  }

  // `begins` where the shard is to be made: how many numbers are known to have been taken.
  private async ask(shard: Shard, begins: number | undefined, accepts: string): Promise<Joined> {
    const { series, register, history } = shard;
    const guard = this.guards.of(series);
    const described = { ...describeSeries(series), durability: guard.kind };
    // Redis decides nothing there, but it knows how the series is defined.
    const kind = shard.isClaimed ? 'none' : guard.kind;
    const survey = kind !== 'none' && begins === 0;
    // Redis knows nothing of the shard: it is new, or all was lost. Whoever lives says what it was given.
    const asked = survey ? await this.listeners.all(register) : [];
    const joined = await this.runner.run(
      joinShard,
      { register, history },
      {
        ...{ member: this.member, kind },
        claims: shard.isClaimed === true,
        w: shard.w,
        ...{ fingerprint: fingerprintOf(described), description: writeDescription(described), accepts },
        ...{ covers: guard.covers, hearWithin: guard.hearWithinMs },
        ...{ skip: guard.skip, skips: guard.skipsFresh },
        retention: String(series.retentionMs),
        confirm: shard.isClaimed ? '' : (guard.confirm ?? ''),
        ...{ creates: begins !== undefined, begins: begins ?? 0, survey, asked },
      },
    );
    if (survey && joined.outcome === 'recovering')
      await this.messages.toAll(register, 'survey', shard.id, `${joined.recovery}/0`);
    return joined;
  }
}
