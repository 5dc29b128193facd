import { findRedisServer, startRedisServer, type RedisBinary, type RedisServer } from 'local-redis';
import { Connections } from './connections.js';

/** A server of its own and what talks to it; all of it ends with the workbench. */
export class Workbench extends Connections {
  /** What else runs for it, such as `PostgreSQL 15.4`. */
  readonly otherServers = new Set<string>();

  private constructor(
    readonly binary: RedisBinary,
    readonly server: RedisServer,
  ) {
    super(server.url);
    this.whenClosed(() => server.stop());
  }

  static async open(onProgress?: (line: string) => void): Promise<Workbench> {
    const binary = await findRedisServer({ onProgress });
    return await Workbench.on(binary);
  }

  /** A workbench with a fresh server of the given program. */
  static async on(binary: RedisBinary): Promise<Workbench> {
    return new Workbench(binary, await startRedisServer({ binary }));
  }
}
