import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { isTaken, untilItAnswers } from './answers.js';
import { LogTail } from './log-tail.js';
import { RedisServerStartError } from './redis-server-start.error.js';
import { spawnWatched, type Watched } from './watchdog.js';

const START_MS = 10_000;

/** One run of a server and its watchdog, which stays after the server's end until it is dismissed. */
export class ServerProcess {
  readonly log: LogTail;

  /** The process id of the server itself, known from the start. */
  pid = 0;

  /** The exit status of the server as in a shell; -1 when somebody killed the watchdog, and so the server. */
  readonly exited: Promise<number>;

  private alive = true;
  private readonly reportedPid: Promise<number>;
  private readonly watchdogGone: Promise<unknown>;

  private constructor(private readonly watched: Watched) {
    const { watchdog, output, report, lifeline } = watched;
    this.log = new LogTail(output);
    this.watchdogGone = new Promise((resolve) => watchdog.once('exit', resolve));

    const lines = createInterface({ input: report });
    this.reportedPid = reported(lines, 'pid');
    this.exited = reported(lines, 'status').then((status) => {
      this.alive = false;
      // Without a watchdog, the end of the lifeline ends the server.
      if (status < 0) lifeline.destroy();
      return status;
    });
  }

  /**
   * Starts a server and waits until it answers on its port.
   * @param folder what is removed with the server; nothing when undefined
   * @throws {RedisServerStartError} when it ends before, or does not answer in 10 s; the folder stays then.
   */
  static async start(
    command: readonly string[],
    port: number,
    folder: string | undefined,
  ): Promise<ServerProcess> {
    // Somebody else may already listen there. It must not be asked: our server will end because of it.
    const taken = await isTaken(port);
    const watched = spawnWatched(command, folder);
    const notSpawned = new Promise<never>((_, reject) => watched.watchdog.once('error', reject));
    const server = new ServerProcess(watched);
    const started = new AbortController();
    const timer = setTimeout(() => {
      started.abort();
    }, START_MS);
    try {
      const { signal } = started;
      const answering = taken ? once(signal, 'abort') : untilItAnswers(port, server.reportedPid, signal);
      const answers = answering.then(() => 'answers' as const);
      const outcome = await Promise.race([answers, server.exited, notSpawned]);
      server.pid = await server.reportedPid;
      if (outcome !== 'answers' || signal.aborted) throw await server.startError(outcome);
    } finally {
      clearTimeout(timer);
      started.abort();
    }
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
      // It ended by itself, and its report is on the way.
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

  private async startError(outcome: number | 'answers'): Promise<RedisServerStartError> {
    if (outcome === 'answers') await this.kill('SIGKILL');
    await this.log.ended;
    await this.leave();
    return new RedisServerStartError(outcome === 'answers' ? undefined : outcome, this.log.toString());
  }

  private letParentEnd(): void {
    const { watchdog, output, lifeline, report } = this.watched;
    for (const handle of [watchdog, ...output, lifeline, report]) handle.unref();
  }
}

/** What the watchdog reports under a name; -1 when it is gone without a report. */
function reported(lines: Interface, name: 'pid' | 'status'): Promise<number> {
  return new Promise((resolve) => {
    lines.on('line', (line) => {
      const [what, value] = line.split(' ');
      if (what === name) resolve(Number(value));
    });
    lines.on('close', () => {
      resolve(-1);
    });
  });
}
