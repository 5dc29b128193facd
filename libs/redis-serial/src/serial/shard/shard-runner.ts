import type { ShardReply, ShardTrouble } from '../../lua/shard/shard-reply.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import { takeFromShard } from '../../lua/shard/take-from-shard.script.js';
import { takeQuietly } from '../../lua/shard/take-quietly.script.js';
import { baseOf } from '../number-grid.js';
import type { Confirmations } from './confirmations.js';
import type { LossReports } from './loss-reports.js';
import { overdue } from './overdue.js';
import type { PlacedWants } from './placed-wants.js';
import type { Shard } from './shard.js';
import type { ShardGuard, ShardGuards } from './shard-guards.js';
import type { ShardMembership } from './shard-membership.js';
import type { ShardRecovery } from './shard-recovery.js';
import type { StoreCeilings } from './store-ceilings.js';
import type { StoreHolders } from './store-holders.js';
import type { Waits } from './waits.js';

// Scripts tell the time in whole milliseconds.
const PRECISION_MS = 1;

type Took = Extract<ShardReply, { outcome: 'took' | 'otherTime' }>;

/** Takes numbers from a shard, and sees to what must be done before: to join, to recover, to wait for what is safe. */
export class ShardRunner {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly guards: ShardGuards,
    private readonly membership: ShardMembership,
    private readonly recovery: ShardRecovery,
    private readonly ceilings: StoreCeilings,
    private readonly holders: StoreHolders,
    private readonly losses: LossReports,
    private readonly confirmations: Confirmations,
    private readonly clock: ServerClockEstimate,
    private readonly timeoutMs: number,
    private readonly member: string,
  ) {}

  /**
   * @param place is asked each time anew, since the time goes on.
   * @throws {RecoveryError} when it is not known in time which numbers were given.
   */
  async take(shard: Shard, place: () => PlacedWants): Promise<Took> {
    const opened = new Map<string, number>();
    const guard = this.guards.of(shard.series);
    const patience = 3 * guard.covers + guard.hearWithinMs + this.timeoutMs;
    const until = this.clock.local.now() + patience;
    const turn = shard.begin();
    let waits: Waits | undefined;
    try {
      for (;;) {
        if (!shard.membership)
          await (waits ??= this.losses.waitsOf(shard)).joining(this.membership.join(shard));
        const wants = place();
        let askedAt = this.clock.local.now();
        let reply = await this.takeQuietly(shard, guard, wants);
        if (!reply || reply.outcome === 'careful') {
          if (reply) this.clock.observe(reply.now, PRECISION_MS, askedAt);
          askedAt = this.clock.local.now();
          reply = await this.takeCarefully(shard, guard, wants, opened);
        }
        this.clock.observe(reply.now, PRECISION_MS, askedAt);
        if (reply.outcome === 'otherTime') return reply;
        if (reply.outcome === 'took') {
          if (shard.isLost(reply.n, reply.recovery)) continue;
          shard.w = Math.max(shard.w, reply.n);
          if (reply.safe !== '-') shard.vouched = reply.safe;
          this.losses.over(shard);
          if (guard.store) this.ceilings.keepAhead(shard, reply.n);
          return reply;
        }
        if (this.clock.local.now() > until) throw overdue(shard, reply.outcome, patience);
        waits ??= this.losses.waitsOf(shard);
        // The order of the calls holds: who was sent earlier is served earlier.
        await waits.during(
          reply.outcome,
          this.seeTo(shard, reply, opened).then(() => turn.come()),
        );
      }
    } finally {
      turn.end();
      waits?.tell();
    }
  }

  private takeQuietly(
    { series, w, vouched, register }: Shard,
    { kind }: ShardGuard,
    wants: PlacedWants,
  ): Promise<ShardReply> | undefined {
    if (!wants.isPlain || (vouched === '' && kind !== 'none')) return undefined;
    return this.runner.run(
      takeQuietly,
      { register, hashes: wants.hashes },
      {
        member: this.member,
        w,
        vouched,
        fromSecond: wants.fromSecond,
        toSecond: wants.toSecond,
        step: series.step,
        base: baseOf(series),
        highest: series.highest,
        rest: wants.quiet() as readonly string[],
      },
    );
  }

  private takeCarefully(
    { register, history, series, w, vouched }: Shard,
    guard: ShardGuard,
    wants: PlacedWants,
    opened: ReadonlyMap<string, number>,
  ): Promise<ShardReply> {
    const { others, periods, rest } = wants.careful(opened);
    return this.runner.run(
      takeFromShard,
      { register, history, others },
      {
        member: this.member,
        w,
        vouched: guard.skipsFresh && vouched === '' ? 'skip' : vouched,
        fromSecond: wants.fromSecond,
        toSecond: wants.toSecond,
        covers: guard.covers,
        hearWithin: guard.hearWithinMs,
        skip: guard.skip,
        most: guard.most,
        step: series.step,
        base: baseOf(series),
        highest: series.highest,
        goes: guard.goes,
        periods,
        rest: rest as readonly string[],
      },
    );
  }

  private async seeTo(shard: Shard, trouble: ShardTrouble, opened: Map<string, number>): Promise<void> {
    const hasStore = this.guards.of(shard.series).store !== undefined;
    switch (trouble.outcome) {
      case 'unknown':
      case 'join':
        shard.membership = undefined;
        return;
      case 'again':
      case 'careful':
        return;
      case 'recovering':
        await this.recovery.recover(shard, trouble);
        return;
      case 'fresh':
        await this.beVouchedFor(shard, trouble);
        return;
      case 'burst':
        await this.safeIn(shard, Math.max(trouble.forMs, 1));
        return;
      case 'open': {
        const { period, n } = trouble;
        const opening = { period, n, expiresAt: shard.expiryOf(period) };
        const known = hasStore
          ? await this.ceilings.openedAt(shard, opening)
          : await this.holders.openedAt(shard, opening);
        if (known !== undefined) opened.set(period, known);
        return;
      }
      case 'raise':
        if (hasStore) await this.ceilings.raise(shard, trouble.to);
        else await this.holders.askToRaise(shard, trouble.to);
    }
  }

  private async beVouchedFor(
    shard: Shard,
    { forMs, vouchers }: Extract<ShardTrouble, { outcome: 'fresh' }>,
  ): Promise<void> {
    if (this.guards.of(shard.series).store) {
      // It says there that it has joined.
      shard.membership = undefined;
    } else if (forMs === 0) {
      await this.holders.askToVouch(shard, vouchers);
    } else {
      this.membership.askToVouch(shard);
      await this.safeIn(shard, forMs);
    }
  }

  // It is by age then, if nothing confirms it earlier.
  private async safeIn(shard: Shard, ms: number): Promise<void> {
    const { told } = shard;
    void this.confirmations.confirm(shard);
    await shard.changed(ms, told);
  }
}
