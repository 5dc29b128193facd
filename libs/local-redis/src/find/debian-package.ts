import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Apt } from './apt.js';
import { messageOf } from './message-of.js';
import { unpackServer } from './unpack-server.js';
import { inspectUnpacked, type ServerName } from './unpacked-server.js';

/** What a fetch works with. */
export interface FetchOptions {
  /** Where apt-get and dpkg-deb are looked for, as in `$PATH`. */
  readonly path: string;
  readonly onProgress: (line: string) => void;
  /** The servers to be had, the best first. */
  readonly names: readonly ServerName[];
}

/**
 * Unpacks the distribution's server, with the libraries that the machine lacks, into the folder `target`: without root,
 * and without installing anything. The folder appears whole or not at all, also with several processes at it.
 * @throws {Error} when no package can be had or when what was unpacked does not run.
 */
export async function fetchDebianServer(target: string, options: FetchOptions): Promise<void> {
  const staging = await mkdtemp(`${target}.fetching-`);
  try {
    options.onProgress(`Fetching ${String(options.names[0])} with apt-get download (once, into ${target})`);
    const root = await unpackWithAnyLists(staging, options);
    await inspectUnpacked(root, options.names);
    await publish(root, target, staging, options.names);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function unpackWithAnyLists(staging: string, options: FetchOptions): Promise<string> {
  const { path, onProgress, names } = options;
  const machines = join(staging, 'machines');
  try {
    return await unpackServer(await Apt.in(machines, path), machines, path, names);
  } catch (error) {
    // A fresh container has no package lists, and an old machine's name files that have left the archive.
    onProgress(`Fetching package lists too (${messageOf(error)})`);
    const own = join(staging, 'own');
    const apt = await Apt.in(own, path, { ownLists: true, backports: names.every(isLateComer) });
    const warnings = await apt.update();
    return await unpackServer(apt, own, path, names).catch((second: unknown) => {
      // One list of several may fail without an error, and then it may be the one that was needed.
      const warning = /^[WE]: (.+)$/m.exec(warnings)?.[1];
      const message = messageOf(second) + (warning ? `; apt-get update: ${warning}` : '');
      throw new AggregateError([error, second], message);
    });
  }
}

/** Whether a release that is older than the program has it among its backports only. */
function isLateComer(name: ServerName): boolean {
  return name === 'valkey-server';
}

/** Puts the folder in its place; where another process was faster, its folder stays. */
async function publish(
  root: string,
  target: string,
  staging: string,
  names: readonly ServerName[],
): Promise<void> {
  const published = await inspectUnpacked(target, names).then(
    () => true,
    () => false,
  );
  if (published) return;
  // What is there and does not run was unpacked when the machine still had a library that has gone since.
  await rename(target, join(staging, 'broken')).catch(ignoring('ENOENT'));
  await rename(root, target).catch(ignoring('ENOTEMPTY', 'EEXIST'));
}

function ignoring(...codes: string[]): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (!codes.includes(error.code ?? '')) throw error;
  };
}
