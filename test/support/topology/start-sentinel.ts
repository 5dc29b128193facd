import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startRedisServer, type RedisBinary, type RedisServer } from 'local-redis';

/** Which master a Sentinel watches, and how soon it acts. */
export interface Watching {
  readonly name: string;
  readonly master: RedisServer;
  readonly quorum: number;
  readonly downAfterMs: number;
  readonly failoverMs: number;
}

/** Starts a Sentinel; its files are in the master's folder and go with it. */
export async function startSentinel(
  binary: RedisBinary,
  id: number,
  watching: Watching,
): Promise<RedisServer> {
  const { name, master, quorum, downAfterMs, failoverMs } = watching;
  const conf = join(master.dir, `sentinel-${id}.conf`);
  await writeFile(
    conf,
    [
      `sentinel monitor ${name} ${master.host} ${master.port} ${quorum}`,
      `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
      `sentinel failover-timeout ${name} ${failoverMs}`,
      `sentinel parallel-syncs ${name} 2`,
      '',
    ].join('\n'),
  );
  // A Sentinel wants the file that it writes its state to as its first argument.
  const program = join(master.dir, `sentinel-${id}`);
  await writeFile(program, `#!/bin/sh\nexec '${binary.path}' '${conf}' --sentinel "$@"\n`, { mode: 0o755 });
  return await startRedisServer({ binary: { ...binary, path: program } });
}
