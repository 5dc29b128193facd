import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './free-port.js';

const run = promisify(execFile);
const HOME = '/usr/lib/postgresql';
// PostgreSQL does not run as root; this is nobody.
const NOBODY = 65_534;
const LONGEST_START_MS = 10_000;

/** A real PostgreSQL server of one's own, on a free port, with nobody else's data: for tests and benchmarks. */
export class PostgresServer {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly programs: string,
    private readonly dir: string,
    private readonly port: number,
    private readonly settings: readonly string[],
  ) {}

  /** With settings such as `max_connections=500`; undefined where the machine has no PostgreSQL. */
  static async start(settings: readonly string[] = []): Promise<PostgresServer | undefined> {
    const versions = await readdir(HOME).catch(() => []);
    const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
    if (newest === undefined) return undefined;
    const dir = await mkdtemp(join(tmpdir(), 'postgres-'));
    if (process.getuid?.() === 0) await chown(dir, NOBODY, NOBODY);
    const server = new PostgresServer(join(HOME, newest, 'bin'), dir, await freePort(), settings);
    const { programs } = server;
    await run(
      join(programs, 'initdb'),
      ['-D', join(dir, 'data'), '-U', 'test', '--auth=trust', '-E', 'UTF8'],
      server.asNobody,
    );
    await server.restart();
    return server;
  }

  get url(): string {
    return `postgres://test@127.0.0.1:${this.port}/postgres`;
  }

  /** Starts it, again if it was killed. */
  async restart(): Promise<void> {
    const where = ['-D', join(this.dir, 'data'), '-p', String(this.port), '-k', this.dir, '-h', '127.0.0.1'];
    const args = [...where, ...this.settings.flatMap((setting) => ['-c', setting])];
    this.process = spawn(join(this.programs, 'postgres'), args, { ...this.asNobody, stdio: 'ignore' });
    await this.answers();
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    if (this.process?.exitCode !== null || this.process.signalCode !== null) return;
    const exited = once(this.process, 'exit');
    // Of the postmaster: it ends all others without waiting for anybody.
    this.process.kill('SIGQUIT');
    await exited;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.dir, { recursive: true, force: true });
  }

  private async answers(): Promise<void> {
    const deadline = Date.now() + LONGEST_START_MS;
    for (;;) {
      const client = new Client(this.url);
      try {
        await client.connect();
        return;
      } catch (error) {
        if (Date.now() > deadline) throw new Error('PostgreSQL does not answer', { cause: error });
      } finally {
        await client.end().catch(() => undefined);
      }
      await pause(20);
    }
  }

  private get asNobody(): { uid?: number; gid?: number; cwd: string } {
    return { cwd: this.dir, ...(process.getuid?.() === 0 && { uid: NOBODY, gid: NOBODY }) };
  }
}
