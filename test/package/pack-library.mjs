// Packs the library as npm would publish it.
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The tarball in `folder`: its path, its bytes, and the paths of the files in it. */
export async function packLibrary(folder) {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: resolve('libs/redis-serial'),
  });
  const [{ filename, size, files }] = JSON.parse(stdout);
  return { tarball: join(folder, filename), size, paths: files.map(({ path }) => path) };
}
