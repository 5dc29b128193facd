import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import { SharedWork } from '../../common/shared-work.js';
import { attest, type Attested } from '../../lua/shard/attest.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import { baseOf } from '../number-grid.js';
import type { IssuedInPeriod } from './issued-highs.js';
import type { LossReports } from './loss-reports.js';
import { isAskedFor, type Recovery } from './recovery-name.js';
import type { Shard } from './shard.js';
import type { ShardKeys } from './shard-keys.js';
import type { ShardMessages } from './shard-messages.js';
import { RedisUnavailableError } from '../../redis/redis-unavailable.error.js';
import type { StoreCeilings } from './store-ceilings.js';
import type { ShardGuards } from './shard-guards.js';
import type { Survey } from './survey.js';

interface Answered extends Recovery {
  readonly outcome: Exclude<Attested['outcome'], 'recovering'>;
}

const LOOK_EVERY_MS = 20;
const MOST_COUNTERS_A_CALL = 1_000;

/** Says what this process was given, after a loss. */
export class ShardRecovery {
  private readonly logger = new Logger('SerialService');
  private readonly attesting = new SharedWork<Answered>();
  private readonly asking = new SharedWork<void>();

  constructor(
    private readonly runner: ScriptRunner,
    private readonly guards: ShardGuards,
    private readonly keys: ShardKeys,
    private readonly messages: ShardMessages,
    private readonly ceilings: StoreCeilings,
    private readonly survey: Survey,
    private readonly losses: LossReports,
    private readonly member: string,
  ) {}

  /** Says what this process was given, and waits a moment for others where the recovery is not over by that. */
  async recover(shard: Shard, found: Recovery): Promise<Answered> {
    const { told } = shard;
    const answered = await this.attest(shard, found);
    const { outcome, recovery, base } = answered;
    const hasStore = this.guards.of(shard.series).store !== undefined;
    if (outcome === 'ready' && (await this.ceilings.settle(shard, recovery))) this.over(shard);
    if (outcome === 'ask') {
      const { hearWithinMs } = this.guards.of(shard.series);
      await this.asking.of(shard.id, () => this.survey.ask(shard, { recovery, base }, hearWithinMs));
    }
    if (outcome !== 'heard' && (outcome !== 'ready' || hasStore)) return answered;
    // Members that are idle hear of it by this, or one that has the store; again, since a message can be lost.
    const word = outcome === 'ready' ? 'settle' : 'loss';
    if (shard.mayAnnounce()) this.messages.announce(shard.register, word, shard.id, `${recovery}/${base}`);
    await shard.changed(LOOK_EVERY_MS, told);
    return answered;
  }

  /** What a message asks for: nobody waits for it. */
  answer(shard: Shard, found: Recovery): void {
    this.inBackground(shard, this.attest(shard, found));
  }

  /** The same, and ends the recovery if it stands in a store that this process has. */
  settle(shard: Shard, found: Recovery): void {
    this.inBackground(shard, this.attestAndSettle(shard, found));
  }

  private inBackground({ id }: Shard, work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.logger.debug(`Could not tell which numbers of ${id} were given: ${asError(error).message}`);
    });
  }

  private async attestAndSettle(shard: Shard, found: Recovery): Promise<void> {
    const { outcome, recovery } = await this.attest(shard, found);
    if (outcome === 'ready' && (await this.ceilings.settle(shard, recovery))) this.over(shard);
  }

  /** Answers a survey of a shard that this process has nothing to do with. */
  async answerNothing(shard: string, recovery: string): Promise<void> {
    const where = { register: this.keys.register(shard), history: this.keys.history(shard), hashes: [] };
    const nothing = { w: 0, kind: '', hearWithin: 0, skip: 0, step: 1, base: 0, named: '', rest: [] };
    await this.runner.run(attest, where, { ...nothing, member: this.member, recovery, isLast: true });
    this.messages.announce(where.register, 'over', shard);
  }

  // Once for each recovery, however many calls run into it.
  private attest(shard: Shard, found: Recovery): Promise<Answered> {
    return this.attesting.of(`${found.recovery} ${shard.id}`, () => this.attestNow(shard, found));
  }

  private async attestNow(shard: Shard, found: Recovery): Promise<Answered> {
    let { recovery, base } = found;
    for (let times = 0; times < MOST_LOSSES; times++) {
      const attested = await this.tellAll(shard, { recovery, base });
      const { outcome } = attested;
      if (outcome !== 'recovering') {
        if (outcome === 'none') this.losses.over(shard);
        else if (outcome !== 'unknown') {
          shard.attested(recovery, base);
          this.losses.tookPart(shard, recovery, base);
        }
        if (outcome === 'done') this.over(shard);
        return { outcome, recovery, base };
      }
      ({ recovery, base } = attested);
    }
    throw new RedisUnavailableError(
      `Redis loses its data again and again under series "${shard.series.name}"`,
    );
  }

  private over(shard: Shard): void {
    shard.tell();
    this.losses.over(shard, true);
    this.messages.announce(shard.register, 'over', shard.id);
  }

  private async tellAll(shard: Shard, { recovery, base }: Recovery): Promise<Attested> {
    const { w } = shard;
    const from = isAskedFor(recovery) ? 0 : base;
    const issued = w > from ? shard.issuedAbove(from) : [];
    const parts = inParts(issued);
    let attested: Attested | undefined;
    for (const [index, part] of parts.entries()) {
      attested = await this.tellSome(shard, part, {
        recovery,
        w,
        isLast: index === parts.length - 1,
      });
      if (attested.outcome === 'recovering' || attested.outcome === 'unknown') break;
    }
    if (!attested) throw new TypeError('an attestation has one part at least');
    return attested;
  }

  private tellSome(
    { series, register, history, membership, standsFor }: Shard,
    issued: readonly IssuedInPeriod[],
    about: Pick<Parameters<typeof attest.argsOf>[0], 'recovery' | 'w' | 'isLast'>,
  ): Promise<Attested> {
    const guard = this.guards.of(series);
    const heads = issued.flatMap(({ period, counters }) => [
      period.id,
      period.expiresAt,
      period.beginsAt,
      counters.length,
    ]);
    const counters = issued.flatMap((part) => part.counters.flat());
    return this.runner.run(
      attest,
      { register, history, hashes: issued.map(({ period }) => period.hash) },
      {
        member: this.member,
        ...about,
        kind: membership ? guard.kind : '',
        hearWithin: guard.hearWithinMs,
        skip: guard.skip,
        step: series.step,
        base: baseOf(series),
        named: [...standsFor].join(' '),
        rest: [...heads, ...counters].map(String),
      },
    );
  }
}

const MOST_LOSSES = 20;

/** So many counters at a time that no script takes long; one part at least. */
function inParts(issued: readonly IssuedInPeriod[]): IssuedInPeriod[][] {
  const parts: IssuedInPeriod[][] = [];
  for (const { period, counters } of issued) {
    for (let from = 0; from < counters.length; from += MOST_COUNTERS_A_CALL) {
      parts.push([{ period, counters: counters.slice(from, from + MOST_COUNTERS_A_CALL) }]);
    }
  }
  return parts.length > 0 ? parts : [[]];
}
