import type { Clock } from '../../common/clock.js';
import type { Shard } from './shard.js';
import type { ShardMembership } from './shard-membership.js';
import type { ShardMessages } from './shard-messages.js';
import type { Opening } from './store-ceilings.js';

const SHORTLY_MS = 20;
const DOUBT_AFTER_MS = 1_000;

/**
 * What a process asks of those that have a store, where it has none itself: during a rolling deploy from one durability
 * to the other. It asks again and again, since a message can be lost.
 */
export class StoreHolders {
  constructor(
    private readonly messages: ShardMessages,
    private readonly membership: ShardMembership,
    private readonly member: string,
    private readonly clock: Clock,
  ) {}

  /** That one of these stands in for this process. */
  async askToVouch(shard: Shard, holders: readonly string[]): Promise<void> {
    this.membership.askToVouch(shard, holders);
    await this.wait(shard);
  }

  /** That the shard may go on to an `n`. */
  async askToRaise(shard: Shard, to: number): Promise<void> {
    this.messages.announce(shard.register, 'raise', shard.id, String(to));
    await this.wait(shard);
  }

  /** Where `n` stood when a period was opened, as the store has it; undefined as long as nobody has said it. */
  async openedAt(shard: Shard, { period, n, expiresAt }: Opening): Promise<number | undefined> {
    const known = shard.opened.get(period);
    if (known !== undefined) return known;
    this.messages.announce(shard.register, 'open', shard.id, `${this.member}/${n}/${period}/${expiresAt}`);
    await this.wait(shard);
    return shard.opened.get(period);
  }

  // Who does not answer may be gone. By joining anew, now and then, this process finds out whether anybody has it.
  private async wait(shard: Shard): Promise<void> {
    await shard.changed(SHORTLY_MS);
    const { membership } = shard;
    if (membership && this.clock.now() - membership.since > DOUBT_AFTER_MS) shard.membership = undefined;
  }
}
