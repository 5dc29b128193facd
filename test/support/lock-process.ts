import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { LockOptions } from 'nestjs-redis-serial';

const SCRIPT = resolve('test/support/take-locks.mjs');

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/** A lock that another process holds. */
export interface RemoteLock {
  readonly token: string;
  readonly fence: number;
}

/** Another process that takes locks, and can be stopped, continued and killed. */
export class LockProcess {
  private calls = 0;
  private readonly pending = new Map<number, (answer: Answer) => void>();

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (answer: Answer) => this.pending.get(answer.id)?.(answer));
  }

  static async start(options: { url: string; keyPrefix: string; lock?: LockOptions }): Promise<LockProcess> {
    const child = fork(SCRIPT, [JSON.stringify(options)], { execArgv: [] });
    await once(child, 'message');
    return new LockProcess(child);
  }

  async acquire(key: string, options?: LockOptions): Promise<RemoteLock> {
    return (await this.call({ name: 'acquire', key, options })) as RemoteLock;
  }

  async release({ token }: RemoteLock): Promise<boolean> {
    return (await this.call({ name: 'release', token })) as boolean;
  }

  /** Whether the lock's signal has aborted, asked of the process's own code. */
  async hasLost({ token }: RemoteLock): Promise<boolean> {
    return (await this.call({ name: 'aborted', token })) as boolean;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  private async call(call: object): Promise<unknown> {
    const id = ++this.calls;
    const { result, error } = await new Promise<Answer>((answered) => {
      this.pending.set(id, answered);
      this.child.send({ id, ...call });
    });
    this.pending.delete(id);
    if (error) throw Object.assign(new Error(error.message), { code: error.code });
    return result;
  }
}
