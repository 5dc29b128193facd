import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from '../eventually.js';
import { upTo } from '../range.js';
import type { LockEvent } from './event.js';

const SCRIPT = resolve('test/support/lock-history/hammer.mjs');

/** How hard to hammer. */
export interface Hammering {
  readonly url: string;
  readonly keyPrefix: string;
  readonly processes: number;
  readonly workers: number;
  /** How each lock is taken: one of these at random. */
  readonly locks: Readonly<Record<string, readonly LockEvent['kind'][]>>;
  readonly ttl: number;
  readonly wait: number;
  /** Whether the lock is one that does not hold. */
  readonly isBroken?: boolean;
}

/** Processes that take locks at random and write one history. */
export class Hammers {
  private readonly children: ChildProcess[] = [];
  /** Those that are there and have not begun. */
  private readonly spares: ChildProcess[] = [];
  /** How often each lock was taken, as far as heard of. */
  private readonly taken = new Map<string, number>();
  private lines = 0;

  private constructor(
    private readonly hammering: Hammering,
    private readonly folder: string,
  ) {}

  static async start(hammering: Hammering): Promise<Hammers> {
    const hammers = new Hammers(hammering, await mkdtemp(join(tmpdir(), 'lock-history-')));
    hammers.children.push(...(await hammers.startSome(hammering.processes)));
    return hammers;
  }

  /** What they write while something happens; they begin before it, and come to rest after it. */
  async during(happen: () => Promise<unknown>): Promise<readonly LockEvent[]> {
    for (const child of this.children) child.send('go');
    await this.more(25);
    await happen();
    await this.rest();
    const lines = (await readFile(this.file, 'utf8')).split('\n');
    const written = lines.slice(this.lines);
    this.lines = lines.length - 1;
    // The last line of one that was killed may be cut.
    return written.flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as LockEvent] : []));
  }

  /** Resolves when each lock was taken so many times more, by whomever. */
  async more(times: number): Promise<void> {
    const before = new Map(this.taken);
    const keys = Object.keys(this.hammering.locks);
    await eventually(`each lock is taken ${times} times more`, () =>
      keys.every((key) => (this.taken.get(key) ?? 0) >= (before.get(key) ?? 0) + times),
    );
  }

  /** Starts processes that take the place of others; at rest, as the locks would go round many times meanwhile. */
  async prepare(spares: number): Promise<void> {
    this.spares.push(...(await this.startSome(spares)));
  }

  /** Kills one of the processes, and lets one that was prepared take its place. */
  async replaceOne(): Promise<void> {
    const spare = this.spares.pop();
    if (!spare) throw new Error('None was prepared');
    const child = this.anyOne();
    await kill(child);
    this.children.splice(this.children.indexOf(child), 1, spare);
    spare.send('go');
  }

  /** Stops one of the processes; answers how to let it go on. */
  stopOne(): () => void {
    const child = this.anyOne();
    child.kill('SIGSTOP');
    return () => child.kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.children, ...this.spares].map(kill));
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

  private async rest(): Promise<void> {
    const resting = this.children.map(
      (child) =>
        new Promise<void>((heard) => {
          child.on('message', (message) => {
            if (message === 'resting') heard();
          });
        }),
    );
    for (const child of this.children) child.send('rest');
    await Promise.all(resting);
  }

  private async startSome(count: number): Promise<ChildProcess[]> {
    return await Promise.all(upTo(count).map(() => this.startOne()));
  }

  private async startOne(): Promise<ChildProcess> {
    const child = fork(SCRIPT, [JSON.stringify({ ...this.hammering, file: this.file })], { execArgv: [] });
    await once(child, 'message');
    child.on('message', ({ took }: { took?: string }) => {
      if (took !== undefined) this.taken.set(took, (this.taken.get(took) ?? 0) + 1);
    });
    return child;
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
