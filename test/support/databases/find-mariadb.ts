import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** Debian's folder for servers, which is on the PATH of few users. */
const DEBIAN_HOME = '/usr/sbin';

/** What is missing, as a part of a sentence. */
export const NO_MARIADB = `there is no MariaDB server in ${DEBIAN_HOME} or on the PATH (Debian, Ubuntu: apt-get install mariadb-server-core)`;

/** MariaDB's server program; undefined without any. */
export async function findMariaDb(
  home = DEBIAN_HOME,
  path = process.env.PATH ?? '',
): Promise<string | undefined> {
  for (const folder of [home, ...path.split(delimiter).filter(isAbsolute)]) {
    const program = join(folder, 'mariadbd');
    const isThere = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return program;
  }
  return undefined;
}
