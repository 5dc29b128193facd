import { delimiter, isAbsolute, join } from 'node:path';
import { exists } from './exists.js';

/** The first program of this name in the folders of `path` (as in `$PATH`), or undefined. */
export async function findOnPath(name: string, path: string): Promise<string | undefined> {
  // Relative folders are left out: what they name changes with the working directory.
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const file = join(folder, name);
    if (await exists(file, { executable: true })) return file;
  }
  return undefined;
}
