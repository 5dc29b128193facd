import type { Redis } from 'ioredis';
import type { Clock } from '../../common/clock.js';
import { within } from '../../common/race.js';
import type { LuaScript } from '../../lua/script.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import { waitingClient } from '../../redis/waiting-client.js';

// The way there and back, and the server looks at its timeouts ten times a second only.
const ANSWER_MS = 1_000;

/**
 * A connection of its own to a server, for what waits until writes are elsewhere too: WAIT and WAITAOF hold up all that
 * comes behind them, and speak for what was written before the last write of their own connection.
 */
export class WriteWitness {
  private client: Redis | undefined;
  private isClosed = false;

  constructor(
    private readonly connection: RedisConnection,
    private readonly server: Redis,
    private readonly clock: Clock,
  ) {}

  /** Resolves when it is connected. */
  async open(): Promise<void> {
    if (this.client?.status === 'ready') return;
    if (this.isClosed) throw new Error('the module is closed');
    this.client?.disconnect();
    this.client = waitingClient(this.connection, this.server);
    this.client.on('error', () => {
      // Whoever asks hears of it.
    });
    await this.client.connect();
  }

  async run<Keys, Args, Reply>(
    script: LuaScript<Keys, Args, Reply>,
    keys: NoInfer<Keys>,
    args: NoInfer<Args>,
  ): Promise<Reply> {
    const sent = script.keysOf(keys);
    const asked = this.opened.eval(script.source, sent.length, ...sent, ...script.argsOf(args));
    return script.parse(await within(this.clock, ANSWER_MS, asked));
  }

  /** Whether all that was written before is on the disk of the server. */
  async isOnDisk(timeoutMs: number): Promise<boolean> {
    const asked = this.opened.call('WAITAOF', 1, 0, timeoutMs) as Promise<unknown[]>;
    const [own] = await within(this.clock, timeoutMs + ANSWER_MS, asked);
    return Number(own) >= 1;
  }

  /** Whether so many replicas have all that was written before. */
  async isOnReplicas(replicas: number, timeoutMs: number): Promise<boolean> {
    const asked = this.opened.wait(replicas, timeoutMs);
    return (await within(this.clock, timeoutMs + ANSWER_MS, asked)) >= replicas;
  }

  close(): void {
    this.isClosed = true;
    this.client?.disconnect();
  }

  private get opened(): Redis {
    if (!this.client) throw new TypeError('open it first');
    return this.client;
  }
}
