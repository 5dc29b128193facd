import { readFile } from 'node:fs/promises';

/**
 * A name such as `debian-12-x64` for what a fetched program runs on: a home folder can be shared by several systems.
 */
export async function distributionName(file = '/etc/os-release'): Promise<string> {
  const text = await readFile(file, 'utf8');
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}="?([\\w.-]+)"?$`, 'm').exec(text)?.[1];
  return [field('ID'), field('VERSION_ID') ?? field('VERSION_CODENAME'), process.arch]
    .filter((part) => part !== undefined)
    .join('-');
}
