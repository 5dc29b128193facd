import type { Redis } from 'ioredis';
import { checkOptions, describeValue } from '../../common/check-options.js';
import { OptionsError } from '../../common/options.error.js';
import { isClient } from '../../redis/connection.options.js';
import { raiseRecordedCeiling } from '../../lua/counter/raise-recorded-ceiling.script.js';
import type { HighWaterStore } from './high-water-store.js';
import { pruneBefore } from './prune-before.js';
import { pruneClosed } from './prune-closed.js';
import {
  redisHighWaterStoreSchema,
  type RedisHighWaterStoreOptions,
} from './redis-high-water-store.options.js';

// For the way there and back, and since the server looks at its timeouts ten times a second only.
const ANSWER_MS = 1_000;

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
      redisHighWaterStoreSchema,
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
    return recorded === null ? undefined : ceilingIn(recorded, counter);
  }

  async raise(counter: string, ceiling: number): Promise<void> {
    const { source, keysOf, argsOf } = raiseRecordedCeiling;
    const recorded = this.keyOf(counter);
    await this.inTurn(async () => {
      await this.own.eval(source, 1, ...keysOf({ recorded }), ...argsOf({ ceiling }));
      await this.confirmed();
    });
  }

  async claim(counter: string, count: number): Promise<number> {
    return await this.inTurn(async () => {
      const claimed = await this.own.incrby(this.keyOf(counter), count);
      await this.confirmed();
      return ceilingIn(claimed, counter);
    });
  }

  async prune(before: Date): Promise<number> {
    return await pruneClosed(this.own, this.keyOf(''), pruneBefore(before, 'RedisHighWaterStore'));
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

  /** One write and its confirmation at a time: WAIT speaks for all that went before on the connection. */
  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.queue.then(work);
    this.queue = done.catch(() => undefined);
    return await done;
  }

  private async confirmed(): Promise<void> {
    const { waitAof, waitReplicas, timeout } = this;
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

function ceilingIn(recorded: unknown, counter: string): number {
  const ceiling = Number(recorded);
  if (!Number.isSafeInteger(ceiling)) throw new TypeError(`the ceiling of ${counter} is no whole number`);
  return ceiling;
}
