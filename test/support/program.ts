import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';

/** What a developer's shell may have set for the shop or the library: a program hears of its test alone. */
const SETTINGS = ['REDIS_URL', 'DATABASE_URL', 'PORT', 'HOST', 'DOCTOR', 'AUDIT_CRON'];

/** A program of this project, run as its user would. */
export class Program {
  private static readonly running = new Set<Program>();
  output = '';
  private readonly closed: Promise<unknown>;
  /** Tells when something was printed, wherever. */
  private readonly prints = new EventEmitter();

  private constructor(private readonly child: ChildProcess) {
    Program.running.add(this);
    this.closed = once(child, 'close').finally(() => Program.running.delete(this));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data) => {
        this.output += String(data);
        this.prints.emit('data');
      });
    }
  }

  /** Starts a script of Node. */
  static start(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Program {
    return Program.run(process.execPath, [file, ...args], env);
  }

  /** Starts a command, with `ownGroup` as the leader of a process group, as a terminal does. */
  static run(
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    { ownGroup = false } = {},
  ): Program {
    const shell = Object.entries(process.env).filter(([name]) => !SETTINGS.includes(name));
    const options = { env: { ...Object.fromEntries(shell), ...env }, detached: ownGroup };
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    return new Program(spawn(command, args, { ...options, stdio: [...stdio] }));
  }

  /** Ends what tests that failed have left. */
  static async endAll(): Promise<void> {
    await Promise.all([...Program.running].map((program) => program.end('SIGKILL')));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits until the program has printed something, or fails with what it printed instead. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match) return match;
      const ended = await Promise.race([once(this.prints, 'data'), this.closed.then(() => 'ended')]);
      if (ended === 'ended' && !pattern.test(this.output))
        throw new Error(`The program ended, saying:\n${this.output}`);
    }
  }

  /** Sends a signal and answers the exit code. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return await this.exit();
  }

  /** Sends a signal to all processes of its own group, as Ctrl+C does, and answers the exit code. */
  async interrupt(): Promise<number | null> {
    this.signalGroup('SIGINT');
    return await this.exit();
  }

  /** Sends a signal to all processes of its own group; nothing happens when none is left. */
  signalGroup(signal: NodeJS.Signals): void {
    // Group 0 would be that of the tests.
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Waits for the program to end by itself. */
  async exit(): Promise<number | null> {
    await this.closed;
    return this.child.exitCode;
  }
}
