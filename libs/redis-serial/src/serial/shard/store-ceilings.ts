import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import { SharedWork } from '../../common/shared-work.js';
import type { Joined } from '../../lua/shard/join-shard.script.js';
import { raiseShardCeiling } from '../../lua/shard/raise-shard-ceiling.script.js';
import { settleByStore } from '../../lua/shard/settle-by-store.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { Shard } from './shard.js';
import type { ShardGuards } from './shard-guards.js';
import type { Stores } from './stores.js';

/** A period that is opened: the shard's `n` at that, and when its counters expire, in ms since 1970, or `never`. */
export interface Opening {
  readonly period: string;
  readonly n: number;
  readonly expiresAt: string;
}

/** Ceilings of shards in a store outside of Redis: no number is taken above one that it has not recorded. */
export class StoreCeilings {
  private readonly logger = new Logger('SerialService');
  private readonly raising = new SharedWork<void>();
  private readonly settling = new SharedWork<boolean>();
  private readonly known = new Map<string, number>();

  constructor(
    private readonly runner: ScriptRunner,
    private readonly guards: ShardGuards,
    private readonly stores: Stores,
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
    await this.stores.comeFrom(shard, 'Redis');
    await this.recordJoined(shard, joined);
    // Others may have opened periods without a store: after a loss of everything it has to know of them.
    for (const [, period = '', n, expiresAt = ''] of periods.matchAll(/(\S+) (\S+) (\S+)/g))
      await this.openedAt(shard, { period, n: Number(n), expiresAt });
    const { register } = shard;
    const recorded = (await this.stores.read(shard, register)) ?? 0;
    const same = { hearWithin: hearWithinMs, skip };
    // A loss that left no other trace, or a register that somebody made who knew nothing of the store.
    if (recorded > 0)
      await this.runner.run(
        raiseShardCeiling,
        { register },
        { ...same, ceiling: recorded, suspects: true, knows: false },
      );
    if (recorded <= ceiling) {
      await this.runner.run(
        raiseShardCeiling,
        { register },
        { ...same, ceiling, suspects: false, knows: true },
      );
      await this.stores.raise(shard, register, ceiling);
    }
    await this.stores.comeFrom(shard, 'Redis');
  }

  /** The ceiling that the store has of a shard; 0 where it has none. */
  async recordedOf(shard: Shard): Promise<number> {
    return (await this.stores.read(shard, shard.register)) ?? 0;
  }

  /** So many processes ever joined. */
  recordJoined(shard: Shard, joined: number): Promise<void> {
    return this.stores.raise(shard, `${shard.register}/members`, joined);
  }

  /**
   * Where the numbers that were taken before a period was opened end, as the store has it; recorded now if it has none.
   * Of several that open it at once the lowest holds, so that none takes numbers of another for earlier ones: a store
   * keeps what is higher, so it is told how many numbers there can be above.
   */
  async openedAt(shard: Shard, { period, n, expiresAt }: Opening): Promise<number> {
    const counter = `${shard.register}/${period}`;
    const known = await this.stores.read(shard, counter);
    if (known !== undefined) return HIGHEST - known;
    await this.stores.raise(shard, counter, roomAbove(n));
    await this.stores.closes(shard, counter, expiresAt);
    const holds = await this.stores.read(shard, counter);
    return holds === undefined ? n : HIGHEST - holds;
  }

  /**
   * Lets a shard go on to an `n` and further.
   * @throws {RecoveryError} when the store does not answer.
   */
  async raise(shard: Shard, to: number): Promise<void> {
    const { skip } = this.guards.of(shard.series);
    const ceiling = Math.min(to + skip, Number.MAX_SAFE_INTEGER);
    await this.raising.of(shard.id, () => this.raiseTo(shard, ceiling));
  }

  /** The same where this process has the store, for one that has not. */
  async raiseIfStored(shard: Shard, to: number): Promise<void> {
    if (this.guards.of(shard.series).store) await this.raise(shard, to);
  }

  /** What the store has of a period, as `openedAt`, where this process has the store. */
  async openIfStored(shard: Shard, opening: Opening): Promise<number | undefined> {
    if (!this.guards.of(shard.series).store) return undefined;
    return await this.openedAt(shard, opening);
  }

  /** Raises the ceiling before it is needed, in the background, once half of what was ahead is used up. */
  keepAhead(shard: Shard, n: number): void {
    const { skip } = this.guards.of(shard.series);
    if (n < (this.known.get(shard.id) ?? -Infinity) - skip / 2 || this.raising.isUnderWay(shard.id)) return;
    this.raise(shard, n).catch((error: unknown) => {
      // Who needs it will try again and hear of it.
      this.logger.debug(`Could not raise the ceiling of ${shard.id}: ${asError(error).message}`);
    });
  }

  /** Ends a recovery, where the shard's ceiling stands in a store that this process has; answers whether it did. */
  async settle(shard: Shard, recovery: string): Promise<boolean> {
    if (!this.guards.of(shard.series).store) return false;
    return await this.settling.of(`${shard.id} ${recovery}`, () => this.settleNow(shard, recovery));
  }

  private async settleNow(shard: Shard, recovery: string): Promise<boolean> {
    const { register, history, series } = shard;
    const { skip } = this.guards.of(series);
    const ceiling = (await this.stores.read(shard, register)) ?? 0;
    const joined = (await this.stores.read(shard, `${register}/members`)) ?? 0;
    const recorded = Math.min(ceiling + skip, Number.MAX_SAFE_INTEGER);
    await this.stores.raise(shard, register, recorded);
    const args = { recovery, ceiling, joined, recorded };
    const jump = await this.runner.run(settleByStore, { register, history }, args);
    if (jump < 0) await this.letRise(shard, recorded);
    return jump >= 0;
  }

  private async raiseTo(shard: Shard, ceiling: number): Promise<void> {
    await this.stores.raise(shard, shard.register, ceiling);
    await this.letRise(shard, ceiling);
    this.known.set(shard.id, Math.max(this.known.get(shard.id) ?? ceiling, ceiling));
  }

  private async letRise({ register, series }: Shard, ceiling: number): Promise<void> {
    const { skip, hearWithinMs } = this.guards.of(series);
    const args = { ceiling, suspects: false, knows: false, hearWithin: hearWithinMs, skip };
    await this.runner.run(raiseShardCeiling, { register }, args);
  }
}

// A period that was opened after jumps stands below zero, by as much as they left out.
const HIGHEST = Number.MAX_SAFE_INTEGER - 2 ** 40;

function roomAbove(n: number): number {
  return Math.min(Math.max(HIGHEST - n, 0), Number.MAX_SAFE_INTEGER);
}
