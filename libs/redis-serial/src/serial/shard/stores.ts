import { asError } from '../../common/as-error.js';
import type { Clock } from '../../common/clock.js';
import { within } from '../../common/race.js';
import { closesOf } from '../durability/closed-records.js';
import type { HighWaterStore } from '../durability/high-water-store.js';
import { RecoveryError } from '../durability/recovery.error.js';
import { claimedElsewhere } from './claimed-elsewhere.js';
import type { Shard } from './shard.js';
import type { ShardGuards } from './shard-guards.js';

/** Asks the stores of series: never for longer than a command of Redis may take, and what is no number is no answer. */
export class Stores {
  /** The series whose store does not answer, and what went wrong. */
  readonly troubles = new Map<string, string>();

  constructor(
    private readonly guards: ShardGuards,
    private readonly timeoutMs: number,
    private readonly clock: Clock,
  ) {}

  /** @throws {RecoveryError} when the store does not answer, here and below. */
  read(shard: Shard, counter: string): Promise<number | undefined> {
    return this.asked(shard, 'read the ceiling of', counter, async (store) => {
      const recorded = await store.read(counter);
      return recorded === undefined ? undefined : whole(recorded);
    });
  }

  raise(shard: Shard, counter: string, value: number): Promise<void> {
    return this.asked(shard, 'raise the ceiling of', counter, (store) => store.raise(counter, value));
  }

  /** Says when the period of a record is closed, so that it can be pruned; `never` where it is not. Never earlier. */
  async closes(shard: Shard, counter: string, expiresAt: string): Promise<void> {
    if (expiresAt !== 'never') await this.raise(shard, closesOf(counter), Number(expiresAt));
  }

  claim(shard: Shard, counter: string, count: number): Promise<number> {
    return this.asked(shard, 'claim numbers of', counter, async (store) => {
      if (!store.claim) throw new TypeError('it has no claim()');
      const claimed = whole(await store.claim(counter, count));
      if (claimed < count) throw new TypeError(`it answered ${claimed} after ${count} were claimed`);
      return claimed;
    });
  }

  /**
   * Marks that the numbers of a shard come from Redis or from the store, for ever.
   * @throws {OptionsError} where they came from the other before: the one knows nothing of what the other gave.
   */
  async comeFrom(shard: Shard, source: 'Redis' | 'the store'): Promise<void> {
    const isRedis = source === 'Redis';
    const other = isRedis ? 'the store' : 'Redis';
    const [own, others] = [shard.register, `${shard.register}/claims`];
    const isOthers = async (): Promise<boolean> =>
      ((await this.read(shard, isRedis ? others : own)) ?? 0) > 0;
    // Who is refused leaves no mark. Of two that begin at once, and so see none, one sees the other's the second time.
    if (!(await isOthers())) {
      if (isRedis) return;
      await this.raise(shard, others, 1);
      if (!(await isOthers())) return;
    }
    throw claimedElsewhere(shard.series.name, other);
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
      const why = `its high-water store could not ${what} ${counter}`;
      throw new RecoveryError(series.name, counter, why, { cause: error });
    }
  }
}

function whole(answer: number): number {
  if (!Number.isSafeInteger(answer)) throw new TypeError(`it answered ${answer}, which is no whole number`);
  return answer;
}
