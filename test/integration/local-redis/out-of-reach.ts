import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const HELPER = '/usr/lib/apt/apt-helper';
const ONCE = ['Acquire::Retries=0', 'Acquire::http::Timeout=10', 'Acquire::https::Timeout=10'];

/** Why apt, with its own settings, gets nothing from the distribution's archive; undefined when it does. */
export async function archiveOutOfReach(): Promise<string | undefined> {
  if (!existsSync(HELPER)) return 'there is no apt';
  const release = /^VERSION_CODENAME="?(\w+)"?$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1];
  if (release === undefined) return 'this release has no archive';
  const { stdout } = await run('apt-get', ['update', '--print-uris', '-o', 'Debug::NoLocking=1']);
  const uris = [...stdout.matchAll(/^'(\S+)'/gm)].map(([, uri = '']) => uri);
  const own = uris.filter((uri) => uri.endsWith(`/dists/${release}/InRelease`));
  if (own.length === 0) return `apt's sources do not name the archive of ${release}`;
  const folder = await mkdtemp(join(tmpdir(), 'reach-'));
  try {
    const options = ONCE.flatMap((option) => ['-o', option]);
    const asked = own.map((uri, index) =>
      run(HELPER, [...options, 'download-file', uri, join(folder, String(index))]),
    );
    await Promise.any(asked);
    return undefined;
  } catch {
    return `apt does not reach ${own.join(' or ')}`;
  } finally {
    await rm(folder, { recursive: true });
  }
}
