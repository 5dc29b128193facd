import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { upTo } from '../range.js';
import type { LockEvent } from './event.js';

const SCRIPT = resolve('test/support/lock-history/hammer.mjs');

/** How hard to hammer. */
export interface Hammering {
  readonly url: string;
  readonly keyPrefix: string;
  readonly processes: number;
  readonly workers: number;
  readonly keys: readonly string[];
  readonly kinds: readonly LockEvent['kind'][];
  readonly ttl: number;
  readonly wait: number;
  /** Whether the lock is one that does not hold. */
  readonly isBroken?: boolean;
}

/** Processes that take locks at random and write one history. */
export class Hammers {
  /** Calls of processes that were killed or stopped end as they end. */
  private readonly children: ChildProcess[] = [];

  private constructor(
    private readonly hammering: Hammering,
    private readonly folder: string,
  ) {}

  static async start(hammering: Hammering): Promise<Hammers> {
    const hammers = new Hammers(hammering, await mkdtemp(join(tmpdir(), 'lock-history-')));
    await Promise.all(upTo(hammering.processes).map(() => hammers.add()));
    // Not before: while programs start, a machine is too busy to say who came first.
    for (const child of hammers.children) child.send('go');
    return hammers;
  }

  /** Kills one of the processes and starts another. */
  async replaceOne(): Promise<void> {
    const child = this.anyOne();
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    this.children.splice(this.children.indexOf(child), 1);
    (await this.add()).send('go');
  }

  /** Stops one of the processes; answers how to let it go on. */
  stopOne(): () => void {
    const child = this.anyOne();
    child.kill('SIGSTOP');
    return () => child.kill('SIGCONT');
  }

  /** Lets all come to an end, and answers what they wrote. */
  async end(): Promise<readonly LockEvent[]> {
    const exits = this.children.map((child) => once(child, 'exit'));
    for (const child of this.children) child.send('end');
    await Promise.all(exits);
    const lines = (await readFile(this.file, 'utf8')).split('\n');
    // The last line of one that was killed may be cut.
    return lines.flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as LockEvent] : []));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.children) child.kill('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  private get file(): string {
    return join(this.folder, 'history.jsonl');
  }

  private anyOne(): ChildProcess {
    const child = this.children[Math.floor(Math.random() * this.children.length)];
    if (!child) throw new Error('There is no process');
    return child;
  }

  private async add(): Promise<ChildProcess> {
    const child = fork(SCRIPT, [JSON.stringify({ ...this.hammering, file: this.file })], { execArgv: [] });
    this.children.push(child);
    await once(child, 'message');
    return child;
  }
}
