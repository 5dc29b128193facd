import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedisServer } from '../find/find-redis-server.js';
import { type RedisBinary } from '../find/redis-binary.js';
import { freePort } from './free-port.js';
import { RedisServer, type ServerPlan } from './redis-server.js';
import { RedisServerStartError } from './redis-server-start.error.js';

/** How to start a server. */
export interface StartRedisServerOptions {
  /**
   * Arguments for the server's command line, such as `['--appendonly', 'yes']`. The address, port, folder and log are
   * not theirs to change.
   * @defaultValue none: nothing is kept on disk
   */
  readonly args?: readonly string[] | undefined;
  /** @defaultValue what `findRedisServer` finds */
  readonly binary?: RedisBinary | undefined;
  /** @defaultValue a free one */
  readonly port?: number | undefined;
  /**
   * A folder of the caller's for the server's files; it is never removed. @defaultValue a new one, removed by `stop`
   */
  readonly dir?: string | undefined;
}

/** Another process can take a port between its choice and its use. Five times in a row is not bad luck. */
const ATTEMPTS = 5;

/**
 * Starts a server on 127.0.0.1 that ends with this process at the latest; resolves when it accepts connections.
 * @throws {RedisServerNotFoundError} when there is no server program.
 * @throws {RedisServerStartError} when it ends before it is ready, as with a wrong argument or a port in use.
 */
export async function startRedisServer(options: StartRedisServerOptions = {}): Promise<RedisServer> {
  const binary = options.binary ?? (await findRedisServer());
  const ownDir = options.dir === undefined;
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'local-redis-')));
  if (!ownDir) await mkdir(dir, { recursive: true });
  const plan = { binary, args: options.args ?? [], dir, ownDir };
  try {
    if (options.port !== undefined) return await RedisServer.start({ ...plan, port: options.port });
    return await startOnFreePort(plan);
  } catch (error) {
    if (ownDir) await rm(dir, { recursive: true, force: true });
    throw error;
  }
}

async function startOnFreePort(plan: Omit<ServerPlan, 'port'>): Promise<RedisServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await RedisServer.start({ ...plan, port: await freePort() });
    } catch (error) {
      const again = error instanceof RedisServerStartError && error.portInUse && attempt < ATTEMPTS;
      if (!again) throw error;
    }
  }
}
