import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisServer } from 'local-redis';
import { asking } from '../../support/topology/asking.js';
import type { Issuers } from '../issuers.js';
import type { Fault, Stage } from './fault.js';
import { AOF, standaloneStage, type StandaloneStage } from './standalone-stage.js';

async function restart(server: RedisServer): Promise<void> {
  await server.kill();
  await server.restart();
}

async function closeAllAndRestart(server: RedisServer, issuers: Issuers): Promise<void> {
  await issuers.stop();
  await server.kill('SIGTERM');
  await server.restart();
  await issuers.startAgain();
}

function oldBackup(args: readonly string[] = []): Promise<StandaloneStage> {
  return standaloneStage(args, restart, {
    prepare: (server) => asking(server, (client) => client.save()),
  });
}

// As many services have it: scripts can't tell one server from another, nor a server from what it was before.
async function oldBackupWithoutInfo(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'acl-'));
  const file = join(folder, 'users.acl');
  await writeFile(file, 'user default on nopass ~* &* +@all\nuser app on nopass ~* &* +@all -info\n');
  const stage = await oldBackup(['--aclfile', file]);
  const close = async (): Promise<void> => {
    await stage.close();
    await rm(folder, { recursive: true });
  };
  return { ...stage, close, connection: stage.connection.replace('redis://', 'redis://app:any@') };
}

/** The server ends and comes back, with more or less of its data. */
export const RESTARTS: readonly Fault[] = [
  { name: 'kill -9', open: () => standaloneStage(AOF, restart), isExact: true },
  { name: 'all closed, restart', open: () => standaloneStage(AOF, closeAllAndRestart), isExact: true },
  { name: 'restart without persistence', open: () => standaloneStage([], restart) },
  { name: 'restored from an old backup', open: () => oldBackup() },
  { name: 'restored, INFO hidden', open: oldBackupWithoutInfo },
];
