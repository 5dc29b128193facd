import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from 'local-redis';
import { createConnection } from 'mysql2/promise';
import { eventually } from '../eventually.js';
import { findMariaDb, NO_MARIADB } from './find-mariadb.js';

// MariaDB does not run as root; this is the user nobody.
const NOBODY = 65_534;
const DATABASE = 'test';

/** A real MariaDB server on a free port of this machine, with data of its own. */
export class MariaDbServer {
  private process: ChildProcess | undefined;
  private failure: Error | undefined;

  private constructor(
    private readonly program: string,
    private readonly dir: string,
    private readonly port: number,
    private readonly settings: readonly string[],
  ) {}

  /** Why no server can be started on this machine, as a part of a sentence; undefined when one can. */
  static async missing(): Promise<string | undefined> {
    return (await findMariaDb()) === undefined ? NO_MARIADB : undefined;
  }

  /**
   * Starts a server with one empty database, and with settings such as `max_connections=500`.
   * @throws {Error} when none can be started.
   */
  static async start(settings: readonly string[] = []): Promise<MariaDbServer> {
    const program = await findMariaDb();
    if (program === undefined) throw new Error(`No MariaDB server can be started: ${NO_MARIADB}`);
    const dir = await mkdtemp(join(tmpdir(), 'mariadb-'));
    const server = new MariaDbServer(program, dir, await freePort(), settings);
    try {
      await server.makeFolders();
      await server.run();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get url(): string {
    return `mysql://root@127.0.0.1:${this.port}/${DATABASE}`;
  }

  /** Ends it at once, as a crash would: its data go with it. */
  async stop(): Promise<void> {
    const { process: child } = this;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
    await rm(this.dir, { recursive: true, force: true });
  }

  private async makeFolders(): Promise<void> {
    const folders = [this.dir, ...['data', 'tmp'].map((name) => join(this.dir, name))];
    for (const folder of folders) {
      await mkdir(folder, { recursive: true });
      if (process.getuid?.() === 0) await chown(folder, NOBODY, NOBODY);
    }
  }

  private async run(): Promise<void> {
    const args = [
      // Must come first: nothing of the machine's settings counts.
      '--no-defaults',
      `--datadir=${join(this.dir, 'data')}`,
      `--tmpdir=${join(this.dir, 'tmp')}`,
      `--pid-file=${join(this.dir, 'pid')}`,
      // Without a socket file: the path of the folder may be too long for one.
      '--socket=',
      '--bind-address=127.0.0.1',
      `--port=${this.port}`,
      // Whoever asks may do everything. So the tables of users need not be made, which takes longer than all else.
      '--skip-grant-tables',
      '--innodb-buffer-pool-size=16M',
      '--innodb-log-file-size=4M',
      ...this.settings.map((setting) => `--${setting}`),
    ];
    const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    this.process = spawn(this.program, args, { cwd: this.dir, stdio: 'ignore', ...asNobody });
    this.process.once('error', (error) => (this.failure = error));
    this.process.once(
      'exit',
      (code) => (this.failure ??= new Error(`MariaDB ended with ${code ?? 'a signal'}`)),
    );
    await this.answers();
  }

  private async answers(): Promise<void> {
    let last: unknown;
    const isUp = async (): Promise<boolean> => {
      if (this.failure) throw this.failure;
      try {
        const connection = await createConnection({ host: '127.0.0.1', port: this.port, user: 'root' });
        await connection.query(`CREATE DATABASE IF NOT EXISTS ${DATABASE}`);
        await connection.end();
        return true;
      } catch (error) {
        last = error;
        return false;
      }
    };
    await eventually('MariaDB answers', isUp).catch((error: unknown) => {
      throw new Error('MariaDB did not start', { cause: this.failure ?? last ?? error });
    });
  }
}
