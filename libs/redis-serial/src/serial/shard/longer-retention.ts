import { keepPeriods } from '../../lua/shard/keep-periods.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import { instantInPeriod } from '../period/instant-in-period.js';
import type { Shard } from './shard.js';
import type { ShardKeys } from './shard-keys.js';
import type { ShardGuards } from './shard-guards.js';
import { boundsOf, END_OF_TIME_MS } from './shard-period.js';
import type { Stores } from './stores.js';

/** A period that is open, as the register has it. */
interface OpenPeriod {
  readonly period: string;
  /** When its counters expire, in ms since 1970. */
  readonly expiresAt: number;
}

/**
 * Keeps the counters of all periods that are open for as long as the series wants by now, where they were opened by one
 * that wanted less: else `at` would begin them again.
 */
export class LongerRetention {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly keys: ShardKeys,
    private readonly stores: Stores,
    private readonly guards: ShardGuards,
  ) {}

  /**
   * @param periods as `joinShard` tells them.
   * @throws {RecoveryError} when the store does not answer.
   */
  async keep(shard: Shard, periods: string): Promise<void> {
    if (periods === '') return;
    try {
      await this.keepAll(shard, periods);
    } catch (error) {
      // It has to be seen to before this process opens any period that expires as late.
      shard.membership = undefined;
      throw error;
    }
  }

  private async keepAll(shard: Shard, periods: string): Promise<void> {
    const kept = openIn(periods).flatMap(({ period, expiresAt }) => {
      const until = this.untilOf(shard, period);
      return until !== undefined && until > expiresAt ? [{ period, until }] : [];
    });
    if (this.guards.of(shard.series).store) {
      for (const { period, until } of kept)
        await this.stores.closes(shard, `${shard.register}/${period}`, String(until));
    }
    await this.runner.run(
      keepPeriods,
      {
        register: shard.register,
        history: shard.history,
        hashes: kept.map(({ period }) => this.keys.hash(shard.id, period)),
      },
      {
        retention: String(shard.series.retentionMs),
        rest: kept.flatMap(({ period, until }) => [
          period,
          until === END_OF_TIME_MS ? 'never' : String(until),
        ]),
      },
    );
  }

  private untilOf({ series }: Shard, period: string): number | undefined {
    const at = instantInPeriod(period, series.resetEvery, series.calendar.rules);
    if (at === undefined) return undefined;
    const { expiresAt } = boundsOf(series.calendar.minuteAt(at), series.retentionMs);
    return expiresAt === 'never' ? END_OF_TIME_MS : expiresAt;
  }
}

function openIn(periods: string): OpenPeriod[] {
  return [...periods.matchAll(/(\S+) (\S+) (\S+)/g)].flatMap(([, period = '', , expiresAt]) =>
    expiresAt === 'never' ? [] : [{ period, expiresAt: Number(expiresAt) }],
  );
}
