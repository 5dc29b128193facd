import { join } from 'node:path';
import { assertTrusted, cacheFolders, firstWritable } from './cache-folder.js';
import { fetchDebianServer, type FetchOptions } from './debian-package.js';
import { distributionName } from './distribution.js';
import { exists } from './exists.js';
import { messageOf } from './message-of.js';
import { inspectBinary, type RedisBinary } from './redis-binary.js';
import { RedisServerNotFoundError } from './redis-server-not-found.error.js';
import { findOnPath } from './search-path.js';
import { inspectUnpacked, SERVER_NAMES, type ServerName } from './unpacked-server.js';

/** Where to look for a server. */
export interface FindRedisServerOptions {
  /** Which of the two to find. @defaultValue either, Redis first */
  readonly engine?: RedisBinary['engine'] | undefined;
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
  /** Called with a line before each step that takes long. @defaultValue nothing is called */
  readonly onProgress?: ((line: string) => void) | undefined;
}

/**
 * Finds a server program: on the PATH, else one fetched earlier, else on Debian and Ubuntu the distribution's own
 * package (Valkey's also from the backports, whether or not the machine has them among its sources), fetched into a
 * cache folder without root and without installing it.
 * @throws {RedisServerNotFoundError} when there is none; its `cause` is what made the fetch fail.
 */
export async function findRedisServer(options: FindRedisServerOptions = {}): Promise<RedisBinary> {
  const { path = process.env.PATH ?? '', platform = process.platform, onProgress = ignore } = options;
  const { engine } = options;
  const names = engine === undefined ? SERVER_NAMES : ([`${engine}-server`] as const);
  const tried: string[] = [];
  if (platform === 'win32') {
    throw new RedisServerNotFoundError(platform, ['Redis and Valkey have no server for Windows itself'], {
      engine,
    });
  }

  for (const name of names) {
    const file = await findOnPath(name, path);
    if (file === undefined) continue;
    try {
      const found = await inspectBinary(file);
      // Debian's valkey-redis-compat is Valkey under the name of Redis.
      if (engine === undefined || found.engine === engine) return found;
      tried.push(`${file} is a server of ${found.engine}`);
    } catch (error) {
      tried.push(`${file} does not run (${messageOf(error)})`);
    }
  }
  if (tried.length === 0) tried.push(missingOnPath(names));
  if (platform !== 'linux') throw new RedisServerNotFoundError(platform, tried, { engine });

  try {
    return await cachedOrFetched(cacheFolders(options.cacheDir), { path, onProgress, names }, engine);
  } catch (error) {
    tried.push(`fetching the distribution's package failed (${messageOf(error)})`);
    throw new RedisServerNotFoundError(platform, tried, { cause: error, engine });
  }
}

async function cachedOrFetched(
  folders: readonly string[],
  options: FetchOptions,
  engine: RedisBinary['engine'] | undefined,
): Promise<RedisBinary> {
  // Each engine has its own folder: what is in the common one may be the other engine.
  const name = [await distributionName(), engine].filter((part) => part !== undefined).join('-');
  for (const folder of folders) {
    const cached = join(folder, name);
    if (!(await exists(cached))) continue;
    try {
      await assertTrusted(folder);
      return await inspectUnpacked(cached, options.names);
    } catch (error) {
      options.onProgress(`${cached} is of no use (${messageOf(error)})`);
    }
  }
  for (const tool of ['apt-get', 'apt-cache', 'dpkg-deb']) {
    if ((await findOnPath(tool, options.path)) === undefined) throw new Error(`it needs ${tool}`);
  }
  const target = join(await firstWritable(folders), name);
  await fetchDebianServer(target, options);
  return await inspectUnpacked(target, options.names);
}

function missingOnPath(names: readonly ServerName[]): string {
  const [first, second] = names;
  return second === undefined
    ? `${String(first)} is not on the PATH`
    : `neither ${String(first)} nor ${second} is on the PATH`;
}

function ignore(): void {
  // By default progress is not reported.
}
