import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import type { Clock } from '../../common/clock.js';
import { pause } from '../../common/pause.js';
import { atMost } from '../../common/race.js';
import { retryUntil } from '../../common/retry-until.js';
import type { KeySpace } from '../../redis/key-space.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import { Subscriber } from '../../redis/subscriber.js';
import type { Subscriptions } from '../../redis/subscriptions.js';
import { answerCensus } from '../../lua/counter/answer-census.script.js';
import { beginCensus } from '../../lua/counter/begin-census.script.js';
import { endCensus } from '../../lua/counter/end-census.script.js';
import { liftCounter } from '../../lua/counter/lift-counter.script.js';
import type { CounterAt } from './counter-at.js';

// A server that has run for as long has been found again by every process that lives: they try twice a second.
const FOUND_AGAIN_S = 2;
// So long a process may take to answer. One that was stopped, or cut off, is not waited for.
const ANSWER_WITHIN_MS = 500;
const LOOK_EVERY_MS = 5;
// The first number of a process waits until the process can be asked; not for ever.
const LISTEN_WITHIN_MS = 500;

/** A counter past whose numbers it must jump if Redis has lost them. */
export interface DefendedCounter {
  readonly counter: CounterAt;
  /** The highest number that this process was given. */
  readonly highest: number;
  readonly skip: number;
}

/**
 * Asks the processes that live what they know, before a counter that Redis does not have counts as new: Redis may have
 * lost it. Who knows of it lifts it past what was given. It is asked once for each series and incarnation of the
 * server.
 */
export class Census {
  private readonly logger = new Logger('SerialService');
  private readonly subscriber: Subscriber;
  private readonly channel: string;
  private readonly underWay = new Map<string, Promise<void>>();
  private beginning: Promise<void> | undefined;
  private isListening = false;

  constructor(
    private readonly runner: ScriptRunner,
    private readonly connection: RedisConnection,
    subscriptions: Subscriptions,
    private readonly keys: KeySpace,
    private readonly clock: Clock,
    /** What this process knows, of one series or of all. */
    private readonly defended: (series?: string) => readonly DefendedCounter[],
  ) {
    this.channel = `${keys.prefix}:census`;
    this.subscriber = new Subscriber(subscriptions, [this.channel], {
      without: "Other processes can't ask this one which numbers it knows of, should Redis lose all",
      onMessage: (message) => {
        const [name = '', ...series] = message.split(' ');
        this.inBackground(this.answer(name, series.join(' ')));
      },
      onActive: (again) => {
        if (again) this.inBackground(this.lift());
      },
    });
  }

  /** Where it is kept that the processes were asked. */
  keyOf(series: string): string {
    return this.keys.key('census', series);
  }

  /**
   * From now on this process is asked too; resolves when it would hear that, or that can't be. Undefined when it does.
   */
  listen(): Promise<void> | undefined {
    if (this.isListening) return undefined;
    this.beginning ??= atMost(this.clock, LISTEN_WITHIN_MS, this.subscriber.listen()).then(() => {
      this.isListening = true;
    });
    return this.beginning;
  }

  /** Asks all processes about a series; `uptime` is the server's, in seconds. */
  async take(series: string, uptime: number): Promise<void> {
    let taking = this.underWay.get(series);
    if (!taking) {
      taking = this.takeNow(series, uptime).finally(() => this.underWay.delete(series));
      this.underWay.set(series, taking);
    }
    await taking;
  }

  close(): void {
    this.subscriber.close();
  }

  private async takeNow(series: string, uptime: number): Promise<void> {
    if (uptime < FOUND_AGAIN_S) await pause(this.clock, (FOUND_AGAIN_S - uptime) * 1_000);
    const census = this.keyOf(series);
    const name = randomBytes(6).toString('base64url');
    const message = `${name} ${series}`;
    const heard = await this.runner.run(beginCensus, { _census: census }, { channel: this.channel, message });
    // In a Cluster PUBLISH does not answer the number of all who listen.
    const expected = this.connection.isCluster ? Infinity : heard;
    await retryUntil(() => this.runner.run(answerCensus, { census }, { name, by: 0 }), {
      clock: this.clock,
      until: this.clock.now() + ANSWER_WITHIN_MS,
      everyMs: LOOK_EVERY_MS,
      isEnough: (answers) => answers >= expected,
    });
    await this.runner.run(endCensus, { census }, {});
  }

  private async answer(name: string, series: string): Promise<void> {
    await this.lift(series);
    await this.runner.run(answerCensus, { census: this.keyOf(series) }, { name, by: 1 });
  }

  private async lift(series?: string): Promise<void> {
    const lifted = this.defended(series).map(({ counter: { key, base, expiresAt }, highest, skip }) =>
      this.runner.run(liftCounter, { counter: key }, { known: highest, skip, base, expiresAt }),
    );
    await Promise.all(lifted);
  }

  private inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.logger.debug(`Could not tell which numbers are known: ${asError(error).message}`);
    });
  }
}
