import { createHash } from 'node:crypto';
import { within } from '../common/race.js';
import type { LuaScript, ScriptShape } from './lua-script.js';
import type { RedisConnection } from './redis-connection.js';
import { RedisUnavailableError } from './redis-unavailable.error.js';
import { explainFailure } from './reply-failure.js';

/**
 * Runs scripts by their digest. The first run of each on a connection sends the source, so that those behind it in the
 * connection find it there and none overtakes another; so does a run that the server doesn't know (SCRIPT FLUSH).
 */
export class ScriptRunner {
  private readonly digests = new Map<object, string>();
  private readonly sent = new Set<object>();
  private generation = 0;

  constructor(
    private readonly connection: RedisConnection,
    private readonly commandTimeoutMs: number,
  ) {}

  /**
   * Runs a script and answers its parsed reply.
   * @throws {RedisUnavailableError} when no reply came within `commandTimeout`: the script may have run all the same.
   */
  async run<Shape extends ScriptShape>(
    script: LuaScript<Shape>,
    keys: Shape['keys'],
    args: Shape['args'],
    signal?: AbortSignal,
  ): Promise<Shape['reply']> {
    const started = performance.now();
    await this.connection.ready(this.commandTimeoutMs, signal);
    const left = this.commandTimeoutMs - (performance.now() - started);
    try {
      const reply = await within(this.send(script, keys, args), left, () =>
        this.overdue(script.name, keys[0]),
      );
      return script.parse(reply);
    } catch (error) {
      throw explainFailure(error, script.name, keys[0]);
    }
  }

  private async send<Shape extends ScriptShape>(
    script: LuaScript<Shape>,
    keys: Shape['keys'],
    args: Shape['args'],
  ): Promise<unknown> {
    const { client } = this.connection;
    if (this.isFirst(script)) return await client.eval(script.source, keys.length, ...keys, ...args);
    try {
      return await client.evalsha(this.digestOf(script), keys.length, ...keys, ...args);
    } catch (error) {
      // The one failure after which the script has surely not run, so that it may be sent again.
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return await client.eval(script.source, keys.length, ...keys, ...args);
    }
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

  private digestOf<Shape extends ScriptShape>(script: LuaScript<Shape>): string {
    let digest = this.digests.get(script);
    if (digest === undefined) {
      digest = createHash('sha1').update(script.source).digest('hex');
      this.digests.set(script, digest);
    }
    return digest;
  }

  private overdue(script: string, key: string | undefined): RedisUnavailableError {
    return new RedisUnavailableError(
      `Redis did not answer ${script} within ${this.commandTimeoutMs} ms`,
      key,
    );
  }
}
