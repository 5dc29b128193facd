import type { ShardReply, ShardTrouble } from '../../lua/shard/shard-reply.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import { RecoveryError } from '../durability/recovery.error.js';
import { takeFromShard } from '../../lua/shard/take-from-shard.script.js';
import { takeQuietly } from '../../lua/shard/take-quietly.script.js';
import { baseOf } from '../number-grid.js';
import type { PlacedWants } from './placed-wants.js';
import type { Shard } from './shard.js';
import type { ShardGuard, ShardGuards } from './shard-guards.js';
import type { ShardMembership } from './shard-membership.js';
import type { ShardMessages } from './shard-messages.js';
import type { ShardRecovery } from './shard-recovery.js';
import type { StoreCeilings } from './store-ceilings.js';

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
    private readonly messages: ShardMessages,
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
    try {
      for (;;) {
        if (!shard.membership) await this.membership.join(shard);
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
          if (guard.store) this.ceilings.keepAhead(shard, reply.n);
          return reply;
        }
        if (this.clock.local.now() > until) throw this.overdue(shard, reply, patience);
        await this.seeTo(shard, reply, opened);
        // The order of the calls holds: who was sent earlier is served earlier.
        await turn.come();
      }
    } finally {
      turn.end();
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
        // Who has the store says there that it has joined.
        if (this.guards.of(shard.series).store) {
          shard.membership = undefined;
          return;
        }
        this.membership.askToVouch(shard);
        await shard.changed(Math.max(trouble.forMs, SHORTLY_MS));
        return;
      case 'burst':
        await shard.changed(Math.max(trouble.forMs, 1));
        return;
      case 'open':
        opened.set(trouble.period, await this.ceilings.openedAt(shard, trouble.period, trouble.n));
        return;
      case 'raise':
        await this.raise(shard, trouble.to);
    }
  }

  private async raise(shard: Shard, to: number): Promise<void> {
    if (this.guards.of(shard.series).store) {
      await this.ceilings.raise(shard, to);
      return;
    }
    this.messages.announce(shard.register, 'raise', shard.id, String(to));
    await shard.changed(SHORTLY_MS);
  }

  private overdue({ series, register }: Shard, { outcome }: ShardTrouble, waitedMs: number): RecoveryError {
    return new RecoveryError(
      series.name,
      register,
      `say within ${waitedMs} ms which numbers were given (${outcome})`,
      {},
    );
  }
}

const SHORTLY_MS = 20;
