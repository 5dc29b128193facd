import { createHash } from 'node:crypto';
import { asError } from '../common/as-error.js';
import type { Clock } from '../common/clock.js';
import { Deadlines } from '../common/deadlines.js';
import type { LuaScript } from '../lua/script.js';
import type { RedisConnection } from './redis-connection.js';
import { RedisUnavailableError } from './redis-unavailable.error.js';
import { explainFailure, mayBeRepeated } from './reply-failure.js';
import { saysItIsNoPrimary } from './server-refusals.js';

type Runnable<Reply = unknown> = Pick<LuaScript<never, never, Reply>, 'name' | 'source' | 'parse'>;
type SentKeys = readonly string[];
type SentArgs = readonly (string | number)[];

// How soon to send again what was refused and may pass.
const AGAIN_MS = 50;

/**
 * Runs scripts by their digest. The first run of each script on a connection sends its source, so that the runs behind
 * it find the script, and none overtakes another. A run that finds the script unknown (SCRIPT FLUSH) sends the source
 * too.
 */
export class ScriptRunner {
  private readonly digests = new Map<object, string>();
  private readonly sent = new Set<object>();
  private readonly deadlines: Deadlines;
  private generation = 0;

  constructor(
    private readonly connection: RedisConnection,
    private readonly commandTimeoutMs: number,
    private readonly clock: Clock,
  ) {
    this.deadlines = new Deadlines(clock, commandTimeoutMs);
  }

  /** Whether a script can be sent at once. */
  get isReady(): boolean {
    return this.connection.isReady;
  }

  /**
   * Runs a script and returns its parsed reply. What is refused and may pass is sent again within `commandTimeout`.
   * @throws {RedisUnavailableError} when no reply came within `commandTimeout`: the script may have run all the same.
   */
  run<Keys, Args, Reply>(
    script: LuaScript<Keys, Args, Reply>,
    keys: NoInfer<Keys>,
    args: NoInfer<Args>,
    signal?: AbortSignal,
  ): Promise<Reply> {
    const sentKeys = script.keysOf(keys);
    const sentArgs = script.argsOf(args);
    if (this.connection.isReady) return this.runNow(script, sentKeys, sentArgs);
    return this.connection
      .ready(this.commandTimeoutMs, signal, sentKeys[0])
      .then(() => this.runNow(script, sentKeys, sentArgs));
  }

  // Written with callbacks, since every number and every lock would pay for each await.
  private runNow<Reply>(script: Runnable<Reply>, keys: SentKeys, args: SentArgs): Promise<Reply> {
    return new Promise((resolve, reject) => {
      let refusal: unknown;
      const give = (error: unknown): void => {
        done();
        reject(explainFailure(error, keys[0]));
      };
      const fail = (error: unknown): void => {
        this.notice(error);
        if (!mayBeRepeated(error) || !this.connection.mayWait) give(error);
        else {
          refusal = error;
          this.clock.later(AGAIN_MS, again);
        }
      };
      const succeed = (reply: unknown): void => {
        done();
        this.connection.silence.heard();
        try {
          resolve(script.parse(reply));
        } catch (error) {
          give(error);
        }
      };
      const retry = (error: unknown): void => {
        // Only after this failure has the script certainly not run, so that it may be sent again. In a Cluster the
        // client may put its own words before it.
        if (asError(error).message.includes('NOSCRIPT'))
          this.sendSource(script, keys, args).then(succeed, fail);
        else fail(error);
      };
      const send = (): void => {
        refusal = undefined;
        if (this.isFirst(script)) this.sendSource(script, keys, args).then(succeed, fail);
        else this.sendDigest(script, keys, args).then(succeed, retry);
      };
      // Nothing is sent when the time is over: nobody would wait for it any more.
      const again = (): void => {
        if (refusal === undefined) return;
        if (!this.connection.mayWait) give(refusal);
        else if (this.connection.isReady) send();
        else this.clock.later(AGAIN_MS, again);
      };
      const done = this.deadlines.add(() => {
        if (refusal === undefined) {
          reject(this.overdue(keys[0]));
          return;
        }
        reject(explainFailure(refusal, keys[0]));
        refusal = undefined;
      });
      send();
    });
  }

  private notice(error: unknown): void {
    if (saysItIsNoPrimary(error)) this.connection.silence.noPrimary();
  }

  private sendSource({ source }: Runnable, keys: SentKeys, args: SentArgs): Promise<unknown> {
    return this.connection.client.eval(source, keys.length, ...keys, ...args);
  }

  private sendDigest(script: Runnable, keys: SentKeys, args: SentArgs): Promise<unknown> {
    return this.connection.client.evalsha(this.digestOf(script), keys.length, ...keys, ...args);
  }

  private isFirst(script: object): boolean {
    if (this.generation !== this.connection.generation) {
      this.generation = this.connection.generation;
      this.sent.clear();
    }
    if (this.sent.has(script)) return false;
    this.sent.add(script);
    return true;
  }

  private digestOf(script: Runnable): string {
    let digest = this.digests.get(script);
    if (digest === undefined) {
      digest = createHash('sha1').update(script.source).digest('hex');
      this.digests.set(script, digest);
    }
    return digest;
  }

  private overdue(key: string | undefined): RedisUnavailableError {
    this.connection.silence.overdue();
    return new RedisUnavailableError(`Redis did not answer within ${this.commandTimeoutMs} ms`, key);
  }
}
