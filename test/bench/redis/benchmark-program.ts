import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import type { RedisBinary, RedisServer } from 'local-redis';

const NAMES = ['redis-benchmark', 'valkey-benchmark'];
const MOST_MS = 60_000;

/** Redis's own `redis-benchmark`, or Valkey's. */
export class BenchmarkProgram {
  private constructor(
    private readonly file: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** The one beside the server's program, else the first on the PATH, if there is one. */
  static async find(binary: RedisBinary): Promise<BenchmarkProgram | undefined> {
    const { libraryPath, path } = binary;
    const folders = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute);
    for (const folder of [dirname(path), ...folders]) {
      for (const name of NAMES) {
        const file = join(folder, name);
        const executable = await access(file, constants.X_OK).then(
          () => true,
          () => false,
        );
        if (!executable) continue;
        const libraries = folder === dirname(path) ? libraryPath : undefined;
        return new BenchmarkProgram(file, {
          ...process.env,
          ...(libraries !== undefined && { LD_LIBRARY_PATH: libraries }),
        });
      }
    }
    return undefined;
  }

  /** Sends so many INCR over 50 connections and answers how many a second took. */
  async incrPerSecond(
    { host, port }: RedisServer,
    requests: number,
    args: readonly string[],
  ): Promise<number> {
    const target = ['-h', host, '-p', String(port), '-n', String(requests)];
    const options = { env: this.env, timeout: MOST_MS };
    const { stdout } = await promisify(execFile)(this.file, [...target, ...args], options);
    const found = /INCR: ([\d.]+) requests per second/.exec(stdout)?.[1];
    if (found === undefined) throw new Error(`No rate in what the benchmark program wrote:\n${stdout}`);
    return Number(found);
  }
}
