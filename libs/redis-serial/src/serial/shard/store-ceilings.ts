import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import type { Clock } from '../../common/clock.js';
import { within } from '../../common/race.js';
import type { Joined } from '../../lua/shard/join-shard.script.js';
import { raiseShardCeiling } from '../../lua/shard/raise-shard-ceiling.script.js';
import { settleByStore } from '../../lua/shard/settle-by-store.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { HighWaterStore } from '../durability/high-water-store.js';
import { RecoveryError } from '../durability/recovery.error.js';
import type { Shard } from './shard.js';
import type { ShardGuards } from './shard-guards.js';

/** Ceilings of shards in a store outside of Redis: no number is taken above one that it has not recorded. */
export class StoreCeilings {
  /** The series whose store does not answer, and what went wrong. */
  readonly troubles = new Map<string, string>();
  private readonly logger = new Logger('SerialService');
  private readonly raising = new Map<string, Promise<void>>();
  private readonly settling = new Map<string, Promise<boolean>>();
  private readonly known = new Map<string, number>();

  constructor(
    private readonly runner: ScriptRunner,
    private readonly guards: ShardGuards,
    private readonly timeoutMs: number,
    private readonly clock: Clock,
  ) {}

  /** Makes sure that the store knows of a new member, and has what the shard's ceiling is. */
  async joined(
    shard: Shard,
    {
      joined,
      ceiling,
      periods,
    }: Pick<Extract<Joined, { outcome: 'joined' }>, 'joined' | 'ceiling' | 'periods'>,
  ): Promise<void> {
    const { skip, hearWithinMs } = this.guards.of(shard.series);
    await this.recordJoined(shard, joined);
    // Others may have opened periods without a store: after a loss of everything it has to know of them.
    for (const [, period = '', n] of periods.matchAll(/(\S+) (\S+)/g))
      await this.openedAt(shard, period, Number(n));
    const recorded = (await this.read(shard, shard.register)) ?? 0;
    const { register } = shard;
    if (recorded > ceiling) {
      const args = { ceiling: recorded, suspects: true, hearWithin: hearWithinMs, skip };
      await this.runner.run(raiseShardCeiling, { register }, args);
    } else {
      await this.record(shard, register, ceiling);
    }
  }

  /** The ceiling that the store has of a shard; 0 where it has none. */
  async recordedOf(shard: Shard): Promise<number> {
    return (await this.read(shard, shard.register)) ?? 0;
  }

  /** So many processes ever joined. */
  recordJoined(shard: Shard, joined: number): Promise<void> {
    return this.record(shard, `${shard.register}/members`, joined);
  }

  /**
   * Where the numbers that were taken before a period was opened end, as the store has it; recorded now if it has none.
   */
  async openedAt(shard: Shard, period: string, n: number): Promise<number> {
    const counter = `${shard.register}/${period}`;
    const opened = await this.read(shard, counter);
    if (opened !== undefined) return opened;
    await this.record(shard, counter, n);
    return n;
  }

  /**
   * Lets a shard go on to an `n` and further.
   * @throws {RecoveryError} when the store does not answer.
   */
  async raise(shard: Shard, to: number): Promise<void> {
    let raising = this.raising.get(shard.id);
    if (!raising) {
      const { skip } = this.guards.of(shard.series);
      raising = this.raiseTo(shard, Math.min(to + skip, Number.MAX_SAFE_INTEGER)).finally(() =>
        this.raising.delete(shard.id),
      );
      this.raising.set(shard.id, raising);
    }
    await raising;
  }

  /** The same where this process has the store, for one that has not. */
  async raiseIfStored(shard: Shard, to: number): Promise<void> {
    if (this.guards.of(shard.series).store) await this.raise(shard, to);
  }

  /** Raises the ceiling before it is needed, in the background, once half of what was ahead is used up. */
  keepAhead(shard: Shard, n: number): void {
    const { skip } = this.guards.of(shard.series);
    if (n < (this.known.get(shard.id) ?? -Infinity) - skip / 2 || this.raising.has(shard.id)) return;
    this.raise(shard, n).catch((error: unknown) => {
      // Who needs it will try again and hear of it.
      this.logger.debug(`Could not raise the ceiling of ${shard.id}: ${asError(error).message}`);
    });
  }

  /** Ends a recovery, where the shard's ceiling stands in a store that this process has; answers whether it did. */
  async settle(shard: Shard, recovery: string): Promise<boolean> {
    if (!this.guards.of(shard.series).store) return false;
    const id = `${shard.id} ${recovery}`;
    let settling = this.settling.get(id);
    if (!settling) {
      settling = this.settleNow(shard, recovery).finally(() => this.settling.delete(id));
      this.settling.set(id, settling);
    }
    return await settling;
  }

  private async settleNow(shard: Shard, recovery: string): Promise<boolean> {
    const { register, history, series } = shard;
    const { skip } = this.guards.of(series);
    const ceiling = (await this.read(shard, register)) ?? 0;
    const joined = (await this.read(shard, `${register}/members`)) ?? 0;
    const recorded = Math.min(ceiling + skip, Number.MAX_SAFE_INTEGER);
    await this.record(shard, register, recorded);
    const args = { recovery, ceiling, joined, recorded };
    const jump = await this.runner.run(settleByStore, { register, history }, args);
    if (jump < 0) await this.letRise(shard, recorded);
    return jump >= 0;
  }

  private async raiseTo(shard: Shard, ceiling: number): Promise<void> {
    await this.record(shard, shard.register, ceiling);
    await this.letRise(shard, ceiling);
    this.known.set(shard.id, Math.max(this.known.get(shard.id) ?? ceiling, ceiling));
  }

  private async letRise({ register, series }: Shard, ceiling: number): Promise<void> {
    const { skip, hearWithinMs } = this.guards.of(series);
    const args = { ceiling, suspects: false, hearWithin: hearWithinMs, skip };
    await this.runner.run(raiseShardCeiling, { register }, args);
  }

  private read(shard: Shard, counter: string): Promise<number | undefined> {
    return this.asked(shard, 'read the ceiling of', counter, (store) => store.read(counter));
  }

  private record(shard: Shard, counter: string, value: number): Promise<void> {
    return this.asked(shard, 'raise the ceiling of', counter, (store) => store.raise(counter, value));
  }

  private async asked<T>(
    { series }: Shard,
    what: string,
    counter: string,
    ask: (store: HighWaterStore) => Promise<T>,
  ): Promise<T> {
    const { store } = this.guards.of(series);
    if (!store) throw new TypeError(`series "${series.name}" has no store`);
    try {
      const answer = await within(this.clock, this.timeoutMs, ask(store));
      this.troubles.delete(series.name);
      return answer;
    } catch (error) {
      this.troubles.set(series.name, `could not ${what} its numbers: ${asError(error).message}`);
      throw new RecoveryError(series.name, counter, what, { cause: error });
    }
  }
}
