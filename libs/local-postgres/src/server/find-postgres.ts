import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

/** The folder of Debian and Ubuntu with the servers of all versions. It may exist with nothing but `psql` in it. */
const DEBIAN_HOME = '/usr/lib/postgresql';

/** What is missing, as a part of a sentence. */
export const NO_POSTGRES = `there is no PostgreSQL server in ${DEBIAN_HOME} or on the PATH (Debian, Ubuntu: apt-get install postgresql)`;

/** The folder of PostgreSQL's server programs: Debian's newest, else the first on the PATH; undefined without any. */
export async function findPostgres(
  home = DEBIAN_HOME,
  path = process.env.PATH ?? '',
): Promise<string | undefined> {
  const versions = await readdir(home).catch(() => []);
  const newestFirst = versions.sort((one, other) => Number(other) - Number(one));
  const folders = newestFirst.map((version) => join(home, version, 'bin'));
  for (const folder of [...folders, ...path.split(delimiter).filter(isAbsolute)]) {
    if (await areAllIn(folder, ['initdb', 'postgres'])) return folder;
  }
  return undefined;
}

/** Why no server can be started here, as a part of a sentence; undefined when one can. */
export async function missingPostgres(): Promise<string | undefined> {
  if ((await findPostgres()) === undefined) return NO_POSTGRES;
  try {
    userInfo();
    return undefined;
  } catch {
    return 'PostgreSQL does not run as a user without a name';
  }
}

async function areAllIn(folder: string, names: readonly string[]): Promise<boolean> {
  const found = names.map((name) => access(join(folder, name), constants.X_OK));
  return await Promise.all(found).then(
    () => true,
    () => false,
  );
}
