import { rm } from 'node:fs/promises';
import './async-dispose.js';
import { commandOf, type RedisBinary } from '../find/redis-binary.js';
import { ServerProcess } from './server-process.js';

/** How to start a server, each time in the same way. */
export interface ServerPlan {
  readonly binary: RedisBinary;
  readonly args: readonly string[];
  readonly port: number;
  /** The folder with the server's files. */
  readonly dir: string;
  /** Whether the folder is removed with the server. */
  readonly ownDir: boolean;
}

const HOST = '127.0.0.1';

/** A real server as a child process, for this process alone; {@link startRedisServer} makes them. */
export class RedisServer implements AsyncDisposable {
  readonly host = HOST;
  private restarting: Promise<void> = Promise.resolve();
  private stopping: Promise<void> | undefined;

  private constructor(
    private readonly plan: ServerPlan,
    private current: ServerProcess,
  ) {}

  /**
   * Starts a server; resolves when it accepts connections.
   * @throws {RedisServerStartError} when it ends before, or does not answer in 10 s.
   */
  static async start(plan: ServerPlan): Promise<RedisServer> {
    return new RedisServer(plan, await launch(plan));
  }

  get port(): number {
    return this.plan.port;
  }

  /** Such as `redis://127.0.0.1:40123`. */
  get url(): string {
    return `redis://${HOST}:${this.plan.port}`;
  }

  /** The folder with the server's files. */
  get dir(): string {
    return this.plan.dir;
  }

  /** The process id of the server itself; another one after a restart. */
  get pid(): number {
    return this.current.pid;
  }

  /** Whether the process is there; a server stopped by SIGSTOP is. */
  get running(): boolean {
    return this.current.running;
  }

  /** Resolves when this run of the server ends, with its exit status as a shell tells it: 137 after SIGKILL. */
  get exited(): Promise<number> {
    return this.current.exited;
  }

  /** The last lines that this run of the server wrote. */
  logTail(): string {
    return this.current.log.toString();
  }

  /** Sends the server a signal, such as SIGSTOP or SIGCONT, and does not wait; nothing happens when it has ended. */
  signal(signal: NodeJS.Signals): void {
    this.current.signal(signal);
  }

  /** Ends the server, by default as a crash would, and waits until it is gone; its folder stays for a restart. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.current.kill(signal);
  }

  /**
   * Starts the server again on the same port and folder, after it was killed if it still runs.
   * @throws {RedisServerStartError} when it ends before it is ready, {Error} when it was stopped.
   */
  async restart(): Promise<void> {
    const restarting = this.restarting.then(() => this.launchAgain());
    // The caller of a restart gets its failure; the next restart may try again.
    this.restarting = restarting.catch(() => undefined);
    await restarting;
  }

  /** Ends the server for good and removes its folder; further calls wait for the first one. */
  async stop(): Promise<void> {
    this.stopping ??= this.restarting.then(() => this.end());
    await this.stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private async end(): Promise<void> {
    await this.current.end();
    // The watchdog has removed it, unless somebody killed the watchdog.
    if (this.plan.ownDir) await rm(this.dir, { recursive: true, force: true, maxRetries: 3 });
  }

  private async launchAgain(): Promise<void> {
    if (this.stopping) throw new Error('The Redis server was stopped; its folder is gone');
    await this.kill();
    const before = this.current;
    this.current = await launch(this.plan);
    // Only now, so that at every moment a watchdog is responsible for the folder.
    await before.leave();
  }
}

async function launch({ binary, args, port, dir, ownDir }: ServerPlan): Promise<ServerProcess> {
  const defaults = ['--save', '', '--appendonly', 'no'];
  // The server takes the last of repeated options, so the caller can't change these.
  const fixed = ['--bind', HOST, '--port', String(port), '--dir', dir, '--daemonize', 'no', '--logfile', ''];
  return await ServerProcess.start(
    [...commandOf(binary), ...defaults, ...args, ...fixed],
    port,
    ownDir ? dir : undefined,
  );
}
