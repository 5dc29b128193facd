import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { backportsOf } from './apt-sources.js';
import { releaseCodename } from './distribution.js';
import { exists } from './exists.js';
import { runCommand } from './run-command.js';

/**
 * Settings with which apt sees the machine's sources, copied into the folder, and the backports of its release beside
 * them; none when the machine's sources do not name the release.
 */
export async function sourcesWithBackports(folder: string, path: string): Promise<Record<string, string>> {
  const files = await sourceFiles(path);
  const codename = await releaseCodename();
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const backports = codename === undefined ? undefined : backportsOf(texts, codename);
  if (backports === undefined) return {};
  const parts = join(folder, 'sources');
  await mkdir(parts, { recursive: true });
  for (const file of files) await copyFile(file, join(parts, basename(file)));
  await writeFile(join(parts, 'local-redis-backports.sources'), backports);
  return { 'Dir::Etc::sourcelist': '/dev/null', 'Dir::Etc::sourceparts': parts };
}

/** The machine's sources files, wherever its apt has them. */
async function sourceFiles(path: string): Promise<string[]> {
  const names = ['list', 'Dir::Etc::sourcelist/f', 'parts', 'Dir::Etc::sourceparts/d'];
  const { stdout } = await runCommand('apt-config', ['shell', ...names], { label: 'apt-config', path });
  const told = (name: string): string | undefined => new RegExp(`^${name}='(.*)'$`, 'm').exec(stdout)?.[1];
  const [list, parts] = [told('list'), told('parts')];
  const inParts = parts !== undefined && (await exists(parts)) ? await readdir(parts).catch(() => []) : [];
  const files = inParts
    .filter((name) => /\.(list|sources)$/.test(name))
    .map((name) => join(parts ?? '', name));
  return list !== undefined && (await exists(list)) ? [list, ...files] : files;
}
