import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists } from './exists.js';
import { inspectBinary, type RedisBinary } from './redis-binary.js';

/** The name of a server program, and of Debian's package of it. */
export type ServerName = `${RedisBinary['engine']}-server`;

/** The names a server program has, the one to look for first at the front. */
export const SERVER_NAMES: readonly ServerName[] = ['redis-server', 'valkey-server'];

/** Where the server is in a folder that Debian packages were unpacked into, or undefined. */
export async function unpackedProgram(
  root: string,
  names: readonly ServerName[],
): Promise<string | undefined> {
  for (const name of names) {
    const file = join(root, 'usr', 'bin', name);
    // A link whose target is in a package that is not unpacked yet counts as missing.
    if (await exists(file)) return file;
  }
  return undefined;
}

/** The folders with shared libraries below it, joined by `:`, or undefined when there is none. */
export async function unpackedLibraries(root: string): Promise<string | undefined> {
  const folders = new Set<string>();
  for (const top of [join(root, 'usr', 'lib'), join(root, 'lib')]) {
    if (!(await exists(top))) continue;
    for (const file of await readdir(top, { recursive: true })) {
      if (/\.so(\.[\d.]+)?$/.test(file)) folders.add(dirname(join(top, file)));
    }
  }
  return folders.size > 0 ? [...folders].join(':') : undefined;
}

/**
 * The unpacked server, after it was seen to run.
 * @throws {Error} when it does not.
 */
export async function inspectUnpacked(root: string, names: readonly ServerName[]): Promise<RedisBinary> {
  const program = await unpackedProgram(root, names);
  if (program === undefined) throw new Error(`${root} holds no server`);
  return await inspectBinary(program, await unpackedLibraries(root));
}
