import { join } from 'node:path';
import { assertTrusted, cacheFolders, firstWritable } from './cache-folder.js';
import { fetchDebianServer, type FetchOptions } from './debian-package.js';
import { distributionName } from './distribution.js';
import { exists } from './exists.js';
import { messageOf } from './message-of.js';
import { inspectBinary, type RedisBinary } from './redis-binary.js';
import { RedisServerNotFoundError } from './redis-server-not-found.error.js';
import { findOnPath } from './search-path.js';
import { inspectUnpacked, SERVER_NAMES } from './unpacked-server.js';

/** Where to look for a server. */
export interface FindRedisServerOptions {
  /** The folders with programs, as in `$PATH`. @defaultValue `process.env.PATH` */
  readonly path?: string | undefined;
  /** @defaultValue `process.platform` */
  readonly platform?: NodeJS.Platform | undefined;
  /**
   * The folder that keeps a fetched server.
   * @defaultValue `$LOCAL_REDIS_CACHE`, else `nestjs-redis-serial` in `$XDG_CACHE_HOME` or `~/.cache`, else a folder in
   * the temporary folder when that can't be written to
   */
  readonly cacheDir?: string | undefined;
  /** Hears one line before each step that takes long. @defaultValue nobody does */
  readonly onProgress?: ((line: string) => void) | undefined;
}

/**
 * Finds a server program: on the PATH, else one fetched earlier, else on Debian and Ubuntu the distribution's own
 * package, fetched into a cache folder without root and without installing it.
 * @throws {RedisServerNotFoundError} when there is none; its `cause` is what made the fetch fail.
 */
export async function findRedisServer(options: FindRedisServerOptions = {}): Promise<RedisBinary> {
  const { path = process.env.PATH ?? '', platform = process.platform, onProgress = ignore } = options;
  const tried: string[] = [];
  if (platform === 'win32') {
    throw new RedisServerNotFoundError(platform, ['Redis and Valkey have no server for Windows itself']);
  }

  for (const name of SERVER_NAMES) {
    const file = await findOnPath(name, path);
    if (file === undefined) continue;
    try {
      return await inspectBinary(file);
    } catch (error) {
      tried.push(`${file} does not run (${messageOf(error)})`);
    }
  }
  if (tried.length === 0) tried.push('neither redis-server nor valkey-server is on the PATH');
  if (platform !== 'linux') throw new RedisServerNotFoundError(platform, tried);

  try {
    return await cachedOrFetched(cacheFolders(options.cacheDir), { path, onProgress });
  } catch (error) {
    tried.push(`fetching the distribution's package failed (${messageOf(error)})`);
    throw new RedisServerNotFoundError(platform, tried, { cause: error });
  }
}

async function cachedOrFetched(folders: readonly string[], options: FetchOptions): Promise<RedisBinary> {
  const name = await distributionName();
  for (const folder of folders) {
    const cached = join(folder, name);
    if (!(await exists(cached))) continue;
    try {
      await assertTrusted(folder);
      return await inspectUnpacked(cached);
    } catch (error) {
      options.onProgress(`${cached} is of no use (${messageOf(error)})`);
    }
  }
  for (const tool of ['apt-get', 'apt-cache', 'dpkg-deb']) {
    if ((await findOnPath(tool, options.path)) === undefined) throw new Error(`it needs ${tool}`);
  }
  const target = join(await firstWritable(folders), name);
  await fetchDebianServer(target, options);
  return await inspectUnpacked(target);
}

function ignore(): void {
  // Nobody asked for the progress.
}
