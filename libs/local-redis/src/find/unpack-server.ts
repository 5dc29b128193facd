import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Apt } from './apt.js';
import { parseMissing } from './apt-output.js';
import { commandOf } from './redis-binary.js';
import { runCommand } from './run-command.js';
import { unpackedLibraries, unpackedProgram, type ServerName } from './unpacked-server.js';

/**
 * Downloads the packages of the first of these servers that apt has, and unpacks them in the folder. Returns the folder
 * with the result.
 * @throws {Error} when apt does not know them or can't get them.
 */
export async function unpackServer(
  apt: Apt,
  folder: string,
  path: string,
  names: readonly ServerName[],
): Promise<string> {
  const root = join(folder, 'root');
  const packages: string[] = [];
  const add = async (added: readonly string[]): Promise<void> => {
    packages.push(...added);
    await unpack(apt, added, folder, root, path);
  };

  const policies = await apt.policy(names);
  const server = names.find((name) => policies.get(name)?.available);
  if (server === undefined) throw new Error(`apt has no package ${names.join(' or ')}`);
  await add([server]);
  // Debian has the program in the package of the tools, which are other names of the same file.
  if ((await unpackedProgram(root, names)) === undefined) await add([server.replace('-server', '-tools')]);

  for (;;) {
    const missing = await missingLibraries(root, path, names);
    if (missing.length === 0) return root;
    const libraries = await absentLibraries(apt, packages);
    if (libraries.length === 0) throw new Error(`no package with ${missing.join(', ')} for ${server}`);
    await add(libraries);
  }
}

async function unpack(
  apt: Apt,
  names: readonly string[],
  folder: string,
  root: string,
  path: string,
): Promise<void> {
  const downloads = await mkdtemp(join(folder, 'debs-'));
  await apt.download(names, downloads);
  await mkdir(root, { recursive: true });
  for (const file of await readdir(downloads)) {
    await runCommand('dpkg-deb', ['-x', join(downloads, file), root], { label: `dpkg-deb -x ${file}`, path });
  }
}

async function missingLibraries(root: string, path: string, names: readonly ServerName[]): Promise<string[]> {
  const program = await unpackedProgram(root, names);
  if (program === undefined) throw new Error('the downloaded packages hold no server');
  const libraryPath = await unpackedLibraries(root);
  const [command = 'ldd', ...args] = commandOf({ path: 'ldd', ...(libraryPath && { libraryPath }) });
  return parseMissing((await runCommand(command, [...args, program], { label: 'ldd', path })).stdout);
}

/** The libraries that these packages depend on and that are neither installed nor among them. */
async function absentLibraries(apt: Apt, packages: readonly string[]): Promise<string[]> {
  const names = (await apt.depends(packages)).filter(
    // The C library belongs to the machine's loader and can't be mixed with another.
    (name) => /^(lib|lua)/.test(name) && name !== 'libc6' && !packages.includes(name),
  );
  if (names.length === 0) return [];
  const policies = await apt.policy(names);
  return names.filter((name) => policies.get(name)?.available && !policies.get(name)?.installed);
}
