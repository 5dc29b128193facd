import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findPostgres, missingPostgres, NO_POSTGRES } from './find-postgres.js';
import { freePort } from './free-port.js';

const run = promisify(execFile);
// PostgreSQL does not run as root; this is the user nobody.
const NOBODY = 65_534;
const LONGEST_START_MS = 10_000;

/** A real PostgreSQL server on a free port, with its own data: for tests and benchmarks. */
export class PostgresServer {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly programs: string,
    private readonly dir: string,
    private readonly port: number,
    private readonly settings: readonly string[],
  ) {}

  /** Why no server can be started on this machine, as a part of a sentence; undefined when one can. */
  static async missing(): Promise<string | undefined> {
    return await missingPostgres();
  }

  /**
   * Starts a server with settings such as `max_connections=500`.
   * @throws {Error} when none can be started.
   */
  static async start(settings: readonly string[] = []): Promise<PostgresServer> {
    const programs = await findPostgres();
    if (programs === undefined) throw new Error(`No PostgreSQL server can be started: ${NO_POSTGRES}`);
    const dir = await mkdtemp(join(tmpdir(), 'postgres-'));
    if (process.getuid?.() === 0) await chown(dir, NOBODY, NOBODY);
    const server = new PostgresServer(programs, dir, await freePort(), settings);
    // Without the caller's language and encoding, which the machine may not even have.
    const args = ['-D', join(dir, 'data'), '-U', 'test', '--auth=trust', '-E', 'UTF8', '--no-locale'];
    try {
      await run(join(programs, 'initdb'), args, server.asNobody);
      await server.restart();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get url(): string {
    return `postgres://test@127.0.0.1:${this.port}/postgres?sslmode=disable`;
  }

  /** Starts it, again if it was killed. */
  async restart(): Promise<void> {
    // Without a socket file: the path of the folder may be too long for one.
    const where = ['-D', join(this.dir, 'data'), '-p', String(this.port), '-k', '', '-h', '127.0.0.1'];
    const args = [...where, ...this.settings.flatMap((setting) => ['-c', setting])];
    this.process = spawn(join(this.programs, 'postgres'), args, { ...this.asNobody, stdio: 'ignore' });
    await this.answers();
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    if (this.process?.exitCode !== null || this.process.signalCode !== null) return;
    const exited = once(this.process, 'exit');
    // Sent to the postmaster, which ends all its processes without waiting.
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
