import type { ShardReply, ShardTrouble } from '../../lua/shard/shard-reply.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import { takeFromShard } from '../../lua/shard/take-from-shard.script.js';
import { takeQuietly } from '../../lua/shard/take-quietly.script.js';
import { baseOf } from '../number-grid.js';
import { overdue } from './overdue.js';
import type { Shard } from './shard.js';
import type { LossReports } from './loss-reports.js';
import type { ShardGuards } from './shard-guards.js';
import type { ShardMembership } from './shard-membership.js';
import type { ShardRecovery } from './shard-recovery.js';
import type { StoreCeilings } from './store-ceilings.js';
import type { StoreHolders } from './store-holders.js';
import type { Waits } from './waits.js';

// Scripts tell the time in whole milliseconds.
const PRECISION_MS = 1;

/** What is taken in one call, as `takeFromShard` wants it. */
export interface TakeCall {
  /** The hashes of the periods, then the replays. */
  readonly others: readonly string[];
  readonly periods: number;
  /** The same for `takeQuietly`; undefined where that can't do it. */
  readonly quiet: readonly (string | number)[] | undefined;
  readonly rest: readonly (string | number)[];
  readonly fromSecond: number;
  readonly toSecond: number;
}

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
    private readonly clock: ServerClockEstimate,
    private readonly timeoutMs: number,
    private readonly member: string,
  ) {}

  /**
   * @param callOf is asked each time anew: what a store says of a period may have to be told.
   * @throws {RecoveryError} when it is not known in time which numbers were given.
   */
  async take(shard: Shard, callOf: (opened: ReadonlyMap<string, number>) => TakeCall): Promise<Took> {
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
        const call = callOf(opened);
        let reply = await this.takeQuietly(shard, call);
        if (!reply || reply.outcome === 'careful') reply = await this.send(shard, call);
        if (reply.outcome === 'otherTime') return reply;
        if (reply.outcome === 'took') {
          if (shard.isLost(reply.n, reply.recovery)) continue;
          shard.w = Math.max(shard.w, reply.n);
          if (reply.safe !== '-') shard.vouched = reply.safe;
          this.losses.over(shard);
          if (guard.store) this.ceilings.keepAhead(shard, reply.n);
          return reply;
        }
        if (this.clock.local.now() > until) throw overdue(shard, reply, patience);
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

  private takeQuietly(shard: Shard, { quiet, ...call }: TakeCall): Promise<ShardReply> | undefined {
    const { series, w, vouched, register } = shard;
    const { kind } = this.guards.of(series);
    if (!quiet || (vouched === '' && kind !== 'none')) return undefined;
    return this.observed(
      this.runner.run(
        takeQuietly,
        { register, hashes: call.others },
        {
          member: this.member,
          w,
          vouched,
          fromSecond: call.fromSecond,
          toSecond: call.toSecond,
          step: series.step,
          base: baseOf(series),
          highest: series.highest,
          rest: quiet as readonly string[],
        },
      ),
    );
  }

  private async observed(asked: Promise<ShardReply>): Promise<ShardReply> {
    const askedAt = this.clock.local.now();
    const reply = await asked;
    this.clock.observe(reply.now, PRECISION_MS, askedAt);
    return reply;
  }

  private async send(shard: Shard, call: TakeCall): Promise<ShardReply> {
    const { register, history, series, w, vouched } = shard;
    const guard = this.guards.of(series);
    return await this.observed(
      this.runner.run(
        takeFromShard,
        { register, history, others: call.others },
        {
          member: this.member,
          w,
          vouched: guard.skipsFresh && vouched === '' ? 'skip' : vouched,
          fromSecond: call.fromSecond,
          toSecond: call.toSecond,
          covers: guard.covers,
          hearWithin: guard.hearWithinMs,
          skip: guard.skip,
          most: guard.most,
          step: series.step,
          base: baseOf(series),
          highest: series.highest,
          goes: guard.goes,
          periods: call.periods,
          rest: call.rest as readonly string[],
        },
      ),
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
        await shard.changed(Math.max(trouble.forMs, 1));
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
      await shard.changed(forMs);
    }
  }
}
