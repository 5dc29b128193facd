import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

/** How many commands the server ran. */
export interface CommandCount {
  /** Those that clients sent. */
  readonly sent: number;
  /** Those that scripts ran besides. */
  readonly inScripts: number;
}

/**
 * Counts the commands that the server runs meanwhile. Its own statistics add those in scripts to the others, so they
 * are read off MONITOR, which tells them apart.
 */
export async function countCommands<Result>(
  client: Redis,
  meanwhile: () => Promise<Result>,
): Promise<CommandCount & { readonly result: Result }> {
  const monitor = await client.monitor();
  try {
    const end = randomUUID();
    const count = { sent: 0, inScripts: 0 };
    const ended = new Promise<void>((resolve) => {
      monitor.on('monitor', (_time: string, args: readonly string[], source: string) => {
        if (args[1] === end) resolve();
        else if (source === 'lua') count.inScripts++;
        else count.sent++;
      });
    });
    const result = await meanwhile();
    await client.echo(end);
    await ended;
    return { ...count, result };
  } finally {
    monitor.disconnect();
  }
}
