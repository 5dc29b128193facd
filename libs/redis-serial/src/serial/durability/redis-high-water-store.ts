import type { Redis } from 'ioredis';
import * as v from 'valibot';
import {
  checkOptions,
  durationBetween,
  optionsObject,
  describeValue,
  wholeNumber,
} from '../../common/check-options.js';
import type { Duration } from '../../common/duration.js';
import { OptionsError } from '../../common/options.error.js';
import { isClient } from '../../redis/connection.options.js';
import { raiseRecordedCeiling } from '../../lua/counter/raise-recorded-ceiling.script.js';
import type { HighWaterStore } from './high-water-store.js';

/** What makes a ceiling in Redis count as recorded. */
export interface RedisHighWaterStoreOptions {
  /**
   * How many servers must have it on disk: 1, the server itself (WAITAOF, of Redis 7.2 and Valkey; needs an AOF); more,
   * with replicas; 0 does not ask.
   * @defaultValue 0
   */
  readonly waitAof?: number | undefined;
  /**
   * How many replicas must have it in memory (WAIT); 0 does not ask.
   * @defaultValue 0
   */
  readonly waitReplicas?: number | undefined;
  /**
   * How long they may take.
   * @defaultValue '1s'
   */
  readonly timeout?: Duration | undefined;
  /**
   * What the keys begin with.
   * @defaultValue 'serial-high-water'
   */
  readonly keyPrefix?: string | undefined;
}

// For the way there and back, and since the server looks at its timeouts ten times a second only.
const ANSWER_MS = 1_000;

const schema = optionsObject({
  waitAof: v.optional(wholeNumber(0, 100), 0),
  waitReplicas: v.optional(wholeNumber(0, 100), 0),
  timeout: v.optional(durationBetween(1, 60_000), '1s'),
  keyPrefix: v.optional(
    v.pipe(
      v.string('expected a text'),
      v.regex(/^[\w.:-]{1,100}$/, 'expected 1 to 100 letters, digits, _ - . or :'),
    ),
    'serial-high-water',
  ),
});

/**
 * Ceilings in a Redis: a second one, whose losses have nothing to do with those of the first; or the same one, if a
 * ceiling counts only once it is on disk (`waitAof`) or on replicas (`waitReplicas`).
 *
 * It has a connection of its own, since WAIT and WAITAOF hold up what comes behind them, and speaks for the writes of
 * their own connection only.
 * @example
 * const store = new RedisHighWaterStore(new Redis('redis://10.0.0.6:6379', { lazyConnect: true }));
 * RedisSerialModule.forRoot({ durability: { highWater: store } });
 */
export class RedisHighWaterStore implements HighWaterStore {
  private readonly own: Redis;
  private readonly waitAof: number;
  private readonly waitReplicas: number;
  private readonly timeout: number;
  private readonly keyPrefix: string;
  // One write and its confirmation at a time: WAIT speaks for all that went before on the connection.
  private queue: Promise<unknown> = Promise.resolve();

  /**
   * @param client of which another one like it is made; itself it is neither used nor closed.
   * @throws {OptionsError} naming the path of the mistake and what is allowed there.
   */
  constructor(client: Redis, options: RedisHighWaterStoreOptions = {}) {
    if (typeof client !== 'object' || !isClient(client) || client.isCluster) {
      const problem = `expected a client of ioredis for one server or Sentinel, got ${describeValue(client)}`;
      throw new OptionsError('RedisHighWaterStore.client', problem);
    }
    const { waitAof, waitReplicas, timeout, keyPrefix } = checkOptions(
      schema,
      options,
      'RedisHighWaterStore',
    );
    this.waitAof = waitAof;
    this.waitReplicas = waitReplicas;
    this.timeout = timeout;
    this.keyPrefix = keyPrefix;
    this.own = client.duplicate({
      lazyConnect: true,
      keyPrefix: '',
      // A write whose reply is lost is asked for again by who needs it, not by the client.
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: timeout + ANSWER_MS,
    });
    this.own.on('error', () => {
      // Whoever asks hears of it.
    });
  }

  async read(counter: string): Promise<number | undefined> {
    const recorded = await this.own.get(this.keyOf(counter));
    if (recorded === null) return undefined;
    const ceiling = Number(recorded);
    if (!Number.isSafeInteger(ceiling)) throw new TypeError(`the ceiling of ${counter} is no whole number`);
    return ceiling;
  }

  async raise(counter: string, ceiling: number): Promise<void> {
    const raised = this.queue.then(() => this.raiseNow(counter, ceiling));
    this.queue = raised.catch(() => undefined);
    await raised;
  }

  /** Closes its connection. */
  close(): void {
    this.own.disconnect();
  }

  /** Closes its connection at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.queue;
  }

  private async raiseNow(counter: string, ceiling: number): Promise<void> {
    const { waitAof, waitReplicas, timeout } = this;
    const { source, keysOf, argsOf } = raiseRecordedCeiling;
    await this.own.eval(source, 1, ...keysOf({ recorded: this.keyOf(counter) }), ...argsOf({ ceiling }));
    if (waitReplicas > 0) {
      const replicas = await this.own.wait(waitReplicas, timeout);
      if (replicas < waitReplicas) throw shortOf(`${waitReplicas} replicas in memory`, replicas);
    }
    if (waitAof > 0) {
      const answer = (await this.own.call('WAITAOF', 1, waitAof - 1, timeout)) as [number, number];
      const [local, replicas] = answer.map(Number) as [number, number];
      if (local < 1) throw shortOf('the disk of the server', local);
      if (replicas < waitAof - 1) throw shortOf(`the disks of ${waitAof - 1} replicas`, replicas);
    }
  }

  private keyOf(counter: string): string {
    return `${this.keyPrefix}:${counter}`;
  }
}

function shortOf(wanted: string, got: number): Error {
  return new Error(`the ceiling did not reach ${wanted} in time, only ${got}`);
}
