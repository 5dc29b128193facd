import { readFile } from 'node:fs/promises';

const OS_RELEASE = '/etc/os-release';

/**
 * A name such as `debian-12-x64` for what a fetched program runs on: a home folder can be shared by several systems.
 */
export async function distributionName(file = OS_RELEASE): Promise<string> {
  const field = await fieldsOf(file);
  return [field('ID') ?? process.platform, field('VERSION_ID') ?? field('VERSION_CODENAME'), process.arch]
    .filter((part) => part !== undefined)
    .join('-');
}

/** The release's name in the archive, such as `bookworm`; undefined where it has none. */
export async function releaseCodename(file = OS_RELEASE): Promise<string | undefined> {
  return (await fieldsOf(file))('VERSION_CODENAME');
}

async function fieldsOf(file: string): Promise<(name: string) => string | undefined> {
  // macOS has none.
  const text = await readFile(file, 'utf8').catch(() => '');
  return (name) => new RegExp(`^${name}="?([\\w.-]+)"?$`, 'm').exec(text)?.[1];
}
