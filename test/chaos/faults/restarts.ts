import type { RedisServer } from 'local-redis';
import { asking } from '../../support/topology/asking.js';
import type { Issuers } from '../issuers.js';
import type { Fault } from './fault.js';
import { AOF, standaloneStage } from './standalone-stage.js';

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

function oldBackup(args: readonly string[] = []) {
  return standaloneStage(args, restart, {
    prepare: (server) => asking(server, (client) => client.save()),
  });
}

/** The server ends and comes back, with more or less of its data. */
export const RESTARTS: readonly Fault[] = [
  { name: 'kill -9', open: () => standaloneStage(AOF, restart), isExact: true },
  { name: 'all closed, restart', open: () => standaloneStage(AOF, closeAllAndRestart), isExact: true },
  { name: 'restart without persistence', open: () => standaloneStage([], restart) },
  { name: 'restored from an old backup', open: () => oldBackup() },
  {
    name: 'restored, INFO hidden',
    open: () => oldBackup(['--user', 'default on nopass ~* &* +@all -info']),
  },
];
