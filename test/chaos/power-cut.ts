import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findRedisServer, type RedisBinary, type RedisServer } from 'local-redis';
import { eventually } from '../support/eventually.js';

const run = promisify(execFile);
const NOTES = 'synced';
const SOURCE = resolve('test/chaos/power-cut.c');

/** A server program that notes what of its files is on the disk, so that a power cut can be simulated. */
export interface CuttableServer {
  readonly binary: RedisBinary;
  /** Ends a server as a power cut would: what was not synced is gone from its AOF. */
  readonly cutPower: (server: RedisServer) => Promise<void>;
}

let made: Promise<CuttableServer> | undefined;

/** Makes it, by the C compiler `cc`; once for all. */
export function cuttableServer(): Promise<CuttableServer> {
  return (made ??= make());
}

/** Why no power cut can be simulated here, as half a sentence; undefined when one can. */
export async function missingForPowerCuts(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'power cuts are simulated on Linux alone';
  // A compiler may be there without the headers of the C library.
  const compiles = run('cc', ['-E', '-x', 'c', '-include', 'dlfcn.h', '/dev/null', '-o', '/dev/null']);
  return await compiles.then(
    () => undefined,
    () => 'there is no C compiler (Debian, Ubuntu: apt-get install gcc libc6-dev)',
  );
}

async function make(): Promise<CuttableServer> {
  const binary = await findRedisServer();
  const folder = await mkdtemp(join(tmpdir(), 'power-cut-'));
  const library = join(folder, 'power-cut.so');
  await run('cc', ['-shared', '-fPIC', '-O1', '-o', library, SOURCE, '-ldl']);
  const program = join(folder, 'server');
  // The notes lie in the folder that the server works in.
  const script = [
    '#!/bin/sh',
    'dir=.',
    'last=',
    'for word in "$@"; do [ "$last" = --dir ] && dir=$word; last=$word; done',
    `mkdir -p "$dir/${NOTES}"`,
    `LD_PRELOAD=${library} SYNCED_NOTES="$dir/${NOTES}" exec ${binary.path} "$@"`,
  ];
  await writeFile(program, `${script.join('\n')}\n`);
  await chmod(program, 0o700);
  return { binary: { ...binary, path: program }, cutPower };
}

async function cutPower(server: RedisServer): Promise<void> {
  const folder = join(server.dir, 'appendonlydir');
  // Manifest and base are synced when they are made; only what grows can lose its end.
  const growing = async (): Promise<string[]> =>
    (await readdir(folder)).filter((each) => each.endsWith('.incr.aof'));
  const syncedOf = async (name: string): Promise<number> =>
    Number(await readFile(join(server.dir, NOTES, name), 'utf8').catch(() => '0'));
  await eventually('something is on the disk', async () => {
    const synced = await Promise.all((await growing()).map(syncedOf));
    return synced.some((size) => size > 0);
  });
  await server.kill();
  for (const name of await growing()) {
    const { size } = await stat(join(folder, name));
    await truncate(join(folder, name), Math.min(size, await syncedOf(name)));
  }
}
