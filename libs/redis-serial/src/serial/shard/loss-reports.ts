import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import type { Clock } from '../../common/clock.js';
import type { HistoryEntry } from '../../lua/shard/history.record.js';
import { readHistory } from '../../lua/shard/read-history.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { RecoveredEvent, SerialEvents } from '../serial-events.js';
import { isAskedFor } from './recovery-name.js';
import type { Shard } from './shard.js';
import { Waits } from './waits.js';

type Ending = Extract<HistoryEntry, { kind: 'recovered' | 'jumped' }>;

// What a shard has noted since its recovery is over is little.
const LOOK_BACK = 20;

/** Tells this app of losses in which it took part: of each once, and of its end, whichever process ended it. */
export class LossReports {
  private readonly logger = new Logger('SerialService');
  private readonly last = new Map<Shard, string>();
  private readonly open = new Map<Shard, string>();

  constructor(
    private readonly runner: ScriptRunner,
    private readonly events: SerialEvents,
    private readonly clock: Clock,
  ) {}

  /** The last recovery in which this process took part. */
  lastOf(shard: Shard): string | undefined {
    return this.last.get(shard);
  }

  /** Counts for how long calls for numbers of a shard wait. */
  waitsOf(shard: Shard): Waits {
    return new Waits(shard.series.name, this.events, this.clock, () => this.lastOf(shard));
  }

  /** This process has said what it was given, in a recovery in which the shard's `n` was found to be `base`. */
  tookPart(shard: Shard, recovery: string, base: number): void {
    if (this.last.get(shard) === recovery) return;
    this.last.set(shard, recovery);
    this.open.set(shard, recovery);
    // Of a shard that is made, all who listen are asked, too.
    const isNew = base === 0 && shard.w === 0;
    if (isNew || isAskedFor(recovery)) return;
    const missing = Math.max(0, shard.w - base);
    this.events.emit('lost', { series: shard.series.name, counter: shard.register, missing });
  }

  /** Redis knew nothing of a shard that a store knows: the shard was made again above its ceiling. */
  beganAbove({ series: { name }, id, register, w }: Shard, ceiling: number): void {
    this.logger.warn(
      `Redis lost all of series "${name}" (${id}): each of its counters goes on above all that the shard gave in the period`,
    );
    this.events.emit('lost', { series: name, counter: register, missing: w });
    const ended = { exact: false, heard: 0, unheard: 0, endedHere: true };
    this.events.emit('recovered', { series: name, counter: register, ...ended, above: ceiling });
  }

  /** A recovery may be over: tells how it ended, if it is one in which this process took part. */
  over(shard: Shard, endedHere = false): void {
    const recovery = this.open.get(shard);
    if (recovery === undefined) return;
    this.open.delete(shard);
    this.tellEnd(shard, recovery, endedHere).catch((error: unknown) => {
      if (!this.open.has(shard)) this.open.set(shard, recovery);
      this.logger.debug(`Could not read how the recovery of ${shard.id} ended: ${asError(error).message}`);
    });
  }

  private async tellEnd(shard: Shard, recovery: string, endedHere: boolean): Promise<void> {
    const { register, history, series } = shard;
    const { underWay, entries } = await this.runner.run(
      readHistory,
      { register, history },
      { count: LOOK_BACK },
    );
    if (underWay === recovery) {
      if (!this.open.has(shard)) this.open.set(shard, recovery);
      return;
    }
    const ending = entries.find(
      (one): one is Ending =>
        (one.kind === 'recovered' || one.kind === 'jumped') && one.recovery === recovery,
    );
    if (!ending) return;
    const { heard, unheard } = ending;
    const leftOut = ending.kind === 'jumped' ? ending.numbers : 0;
    const event = { series: series.name, counter: register, exact: unheard === 0 && leftOut === 0, leftOut };
    if (endedHere) this.warn(shard, { ...event, heard, unheard, endedHere });
    this.events.emit('recovered', { ...event, heard, unheard, endedHere });
  }

  private warn({ id }: Shard, { series, exact, leftOut = 0, heard, unheard }: RecoveredEvent): void {
    if (exact) return;
    const silent = `${unheard} of ${heard + unheard} processes did not say what they were given`;
    const then =
      leftOut > 0
        ? `each of its counters leaves out ${leftOut} numbers. Processes that end by enableShutdownHooks() are not ` +
          'waited for; a lower recoverySkip, or a high-water store with a lower "ahead", leaves out less'
        : 'what only they were given can come again. If that may be, lift the counters by advanceTo(); ' +
          'a high-water store remembers what Redis loses';
    this.logger.warn(`Redis lost data of series "${series}" (${id}): ${silent}, and ${then}`);
  }
}
