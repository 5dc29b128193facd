import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

const NAME = 'nestjs-redis-serial';

/**
 * The folders that may hold a fetched server, best first: the one that was named (`$LOCAL_REDIS_CACHE`) and no other,
 * else the user's cache folder, then one in the temporary folder.
 */
export function cacheFolders(
  named?: string,
  env: NodeJS.ProcessEnv = process.env,
  home: () => string = homedir,
): string[] {
  const only = named ?? env.LOCAL_REDIS_CACHE;
  if (only) return [only];
  // The XDG specification says that relative paths must be ignored.
  const user = [env.XDG_CACHE_HOME, cacheIn(home)].find((folder) => folder && isAbsolute(folder));
  const temporary = join(tmpdir(), `${NAME}-${String(process.getuid?.() ?? 'user')}`);
  return user ? [join(user, NAME), temporary] : [temporary];
}

/** A user without a name, as in containers, may have no home either. */
function cacheIn(home: () => string): string | undefined {
  try {
    return join(home(), '.cache');
  } catch {
    return undefined;
  }
}

/**
 * The first of these folders that can be written to; it is made when it is not there.
 * @throws {Error} the first folder's own error when none can be written to.
 */
export async function firstWritable(folders: readonly string[]): Promise<string> {
  const problems: unknown[] = [];
  for (const folder of folders) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await access(folder, constants.W_OK);
      await assertTrusted(folder);
      return folder;
    } catch (error) {
      problems.push(error);
    }
  }
  throw problems[0];
}

/**
 * Makes sure that nobody else can put a program into the folder: in a shared temporary folder anyone can use the name.
 */
export async function assertTrusted(folder: string): Promise<void> {
  const { uid } = await stat(folder);
  if (uid !== 0 && uid !== process.getuid?.()) throw new Error(`${folder} belongs to another user`);
}
