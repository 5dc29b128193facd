import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a developer's shell may have set for the shop or the library: a program hears of its test alone. */
const SETTINGS = ['REDIS_URL', 'DATABASE_URL', 'PORT', 'HOST', 'DOCTOR', 'AUDIT_CRON'];

/** A program of this project, run as its user would. */
export class Program {
  output = '';
  private readonly closed: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    this.closed = once(child, 'close');
    child.stdout?.on('data', (data) => (this.output += String(data)));
    child.stderr?.on('data', (data) => (this.output += String(data)));
  }

  static start(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Program {
    const shell = Object.entries(process.env).filter(([name]) => !SETTINGS.includes(name));
    const options = { env: { ...Object.fromEntries(shell), ...env } };
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    return new Program(spawn(process.execPath, [file, ...args], { ...options, stdio: [...stdio] }));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits until the program has printed something, or fails with what it printed instead. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match) return match;
      const ended = await Promise.race([
        once(this.child.stdout ?? this.child, 'data'),
        this.closed.then(() => 'ended'),
      ]);
      if (ended === 'ended' && !pattern.test(this.output))
        throw new Error(`The program ended, saying:\n${this.output}`);
    }
  }

  /** Sends a signal and answers the exit code and how long the program took to end, in milliseconds. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<{ code: number | null; tookMs: number }> {
    const before = performance.now();
    this.child.kill(signal);
    return { code: await this.exit(), tookMs: performance.now() - before };
  }

  /** Waits for the program to end by itself. */
  async exit(): Promise<number | null> {
    await this.closed;
    return this.child.exitCode;
  }
}
