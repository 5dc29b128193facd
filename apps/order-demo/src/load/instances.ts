import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LocalServers } from '../local-servers.js';

const APP = fileURLToPath(new URL('../main.js', import.meta.url));

/** One running instance of the app. */
export interface Instance {
  readonly url: string;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

/** Starts an instance of the app on a free port and waits until it listens. */
export async function startInstance({ redis, postgres }: LocalServers): Promise<Instance> {
  const env = { ...process.env, PORT: '0', REDIS_URL: redis.url, DATABASE_URL: postgres.url };
  const child = fork(APP, [], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const url = await listening(child);
  return { url, pid: child.pid, stop: () => stop(child) };
}

async function listening(child: ChildProcess): Promise<string> {
  const url = new Promise<string>((resolve) => {
    child.once('message', (message) => {
      resolve((message as { url: string }).url);
    });
  });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`An instance of the app ended at its start (exit code ${String(code)})`);
  });
  return await Promise.race([url, failed]);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
