import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { RedisBinary } from 'local-redis';

const run = promisify(execFile);
const VERSION = '1:7.0-1';

interface Contents {
  readonly files?: readonly string[];
  /** Names, and what they point to. */
  readonly links?: Readonly<Record<string, string>>;
  readonly depends?: string;
}

/**
 * An archive of Debian packages in a folder, with a real server in it, cut as Debian cuts it: `redis-server` is a link
 * to a file of `redis-tools`, which needs a library. The real apt takes packages from it, without a network, and
 * whatever the machine has installed or in its lists.
 */
export class DebianArchive {
  private constructor(
    private readonly folder: string,
    private readonly server: readonly string[],
  ) {}

  static async of(binary: RedisBinary, folder: string): Promise<DebianArchive> {
    const program = join(folder, 'redis-check-rdb');
    await copyFile(binary.path, program);
    const server = await build(folder, 'redis-server', {
      links: { 'redis-server': 'redis-check-rdb' },
      depends: 'redis-tools',
    });
    const tools = await build(folder, 'redis-tools', { files: [program], depends: 'libc6, libofredis' });
    const library = await build(folder, 'libofredis', { files: await librariesOf(binary) });
    await writeFile(join(folder, 'Packages'), [server, tools, library].join('\n'));
    return new DebianArchive(folder, [server, tools]);
  }

  /** For a file of sources. */
  get source(): string {
    return `deb [trusted=yes] file:${this.folder} ./\n`;
  }

  /** For the list of what is installed: the server, though not here. */
  get serverInstalled(): string {
    return this.server.map((fields) => `Status: install ok installed\n${fields}`).join('\n');
  }
}

async function librariesOf({ libraryPath }: RedisBinary): Promise<string[]> {
  const folders = libraryPath?.split(':') ?? [];
  const files = await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
  );
  return files.flat().filter((file) => /\.so(\.\d+)*$/.test(file));
}

/** Makes a package; answers what an index says of it. */
async function build(folder: string, name: string, contents: Contents): Promise<string> {
  const { files = [], links = {}, depends } = contents;
  const root = await mkdtemp(join(folder, `${name}-`));
  const target = join(root, 'usr', name.startsWith('lib') ? 'lib' : 'bin');
  await mkdir(target, { recursive: true });
  for (const file of files) await copyFile(file, join(target, basename(file)));
  for (const [link, to] of Object.entries(links)) await symlink(to, join(target, link));
  const control = [
    `Package: ${name}`,
    `Version: ${VERSION}`,
    'Architecture: all',
    'Maintainer: Nobody <nobody@localhost>',
    'Description: for a test',
    ...(depends === undefined ? [] : [`Depends: ${depends}`]),
  ].join('\n');
  await mkdir(join(root, 'DEBIAN'));
  // dpkg-deb refuses what a careful umask makes of it.
  await chmod(join(root, 'DEBIAN'), 0o755);
  await writeFile(join(root, 'DEBIAN', 'control'), `${control}\n`);
  const file = `${name}.deb`;
  await run('dpkg-deb', ['--root-owner-group', '-Znone', '--build', root, join(folder, file)]);
  const bytes = await readFile(join(folder, file));
  const hash = createHash('sha256').update(bytes).digest('hex');
  return `${control}\nFilename: ./${file}\nSize: ${bytes.length}\nSHA256: ${hash}\n`;
}
