import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Apt } from './apt.js';
import { messageOf } from './message-of.js';
import { unpackServer } from './unpack-server.js';
import { inspectUnpacked, type ServerName } from './unpacked-server.js';

/** What a fetch needs. */
export interface FetchOptions {
  /** Where apt-get and dpkg-deb are looked for, as in `$PATH`. */
  readonly path: string;
  readonly onProgress: (line: string) => void;
  /** The servers to look for, the best first. */
  readonly names: readonly ServerName[];
}

/**
 * Unpacks the distribution's server, with the libraries that the machine lacks, into the folder `target`, without root
 * and without installing anything. The folder appears whole or not at all, even if several processes do this.
 * @throws {Error} when there is no package, or when the unpacked server does not run.
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
    // A fresh container has no package lists. The lists of an old machine name files that are no longer in the archive.
    onProgress(`Fetching package lists too (${messageOf(error)})`);
    const own = join(staging, 'own');
    const apt = await Apt.in(own, path, { ownLists: true, backports: names.every(isLateComer) });
    const warnings = await apt.update();
    return await unpackServer(apt, own, path, names).catch((second: unknown) => {
      // One of several lists may fail without an error, and it may be the one that was needed.
      const warning = /^[WE]: (.+)$/m.exec(warnings)?.[1];
      const message = messageOf(second) + (warning ? `; apt-get update: ${warning}` : '');
      throw new AggregateError([error, second], message);
    });
  }
}

/** Whether only the backports of the release have the program, since the release is older. */
function isLateComer(name: ServerName): boolean {
  return name === 'valkey-server';
}

/** Moves the folder to its place. If another process was faster, its folder stays. */
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
  // A server that is there but does not run was unpacked when the machine still had a library that is gone now.
  await rename(target, join(staging, 'broken')).catch(ignoring('ENOENT'));
  await rename(root, target).catch(ignoring('ENOTEMPTY', 'EEXIST'));
}

function ignoring(...codes: string[]): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (!codes.includes(error.code ?? '')) throw error;
  };
}
