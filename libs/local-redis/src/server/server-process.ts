import { createInterface } from 'node:readline';
import { LogTail } from './log-tail.js';
import { RedisServerStartError } from './redis-server-start.error.js';
import { spawnWatched, type Watched } from './watchdog.js';

/** One run of a server, and its watchdog, which stays after the server's end until it is told to go. */
export class ServerProcess {
  readonly log: LogTail;

  /** The process id of the server itself, known from the start on. */
  pid = 0;

  /** The exit status of the server as a shell tells it; -1 when somebody killed the watchdog and so the server. */
  readonly exited: Promise<number>;

  private alive = true;
  private readonly reportedPid: Promise<number>;
  private readonly watchdogGone: Promise<unknown>;

  private constructor(private readonly watched: Watched) {
    const { watchdog, output, report, lifeline } = watched;
    this.log = new LogTail(output);
    this.watchdogGone = new Promise((resolve) => watchdog.once('exit', resolve));

    const lines = createInterface({ input: report })[Symbol.asyncIterator]();
    const next = async (): Promise<number> => Number((await lines.next()).value ?? -1);
    this.reportedPid = next();
    this.exited = next().then((status) => {
      this.alive = false;
      // Without a watchdog it is the end of the lifeline that ends the server.
      if (status < 0) lifeline.destroy();
      return status;
    });
  }

  /**
   * Starts a server and waits until it says that it is ready.
   * @param folder what is removed with the server; nothing when undefined
   * @throws {RedisServerStartError} when it ends before; the folder stays then.
   */
  static async start(command: readonly string[], folder: string | undefined): Promise<ServerProcess> {
    const watched = spawnWatched(command, folder);
    const notSpawned = new Promise<never>((_, reject) => watched.watchdog.once('error', reject));
    const server = new ServerProcess(watched);
    const ready = server.log.line('Ready to accept connections').then(() => undefined);
    const status = await Promise.race([ready, server.exited, notSpawned]);
    if (status !== undefined) {
      await server.log.ended;
      await server.leave();
      throw new RedisServerStartError(status, server.log.toString());
    }
    server.pid = await server.reportedPid;
    server.letParentEnd();
    return server;
  }

  get running(): boolean {
    return this.alive;
  }

  /** Sends the server a signal; nothing happens when it has ended. */
  signal(signal: NodeJS.Signals): void {
    if (!this.alive) return;
    try {
      process.kill(this.pid, signal);
    } catch (error) {
      // It ended by itself and the report of it is on the way.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Sends the server a signal that ends it, and waits until it has ended. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    this.watched.report.ref();
    this.signal(signal);
    await this.exited;
    this.watched.report.unref();
  }

  /** Kills the server, and waits until it and its folder are gone. */
  async end(): Promise<void> {
    this.watched.watchdog.ref();
    this.watched.lifeline.destroy();
    await this.watchdogGone;
  }

  /** Dismisses the watchdog of a server that has ended; the folder stays. */
  async leave(): Promise<void> {
    this.watched.watchdog.ref();
    this.watched.watchdog.kill('SIGKILL');
    await this.watchdogGone;
  }

  private letParentEnd(): void {
    const { watchdog, output, lifeline, report } = this.watched;
    for (const handle of [watchdog, ...output, lifeline, report]) handle.unref();
  }
}
