import type { RedisBinary, RedisServer } from 'local-redis';
import { asking } from '../../support/topology/asking.js';
import { cuttableServer } from '../power-cut.js';
import { Standalone } from '../standalone.js';
import type { Fault, Stage } from './fault.js';

const AOF = ['--appendonly', 'yes', '--appendfsync', 'everysec'];

type Deed = (server: RedisServer) => Promise<unknown>;

async function restart(server: RedisServer): Promise<void> {
  await server.kill();
  await server.restart();
}

async function stageOf(args: readonly string[], strike: Deed, binary?: RedisBinary): Promise<Stage> {
  const standalone = await Standalone.start(args, binary);
  return {
    connection: standalone.connection,
    strike: () => strike(standalone.server),
    close: () => standalone.close(),
  };
}

async function powerCut(): Promise<Stage> {
  const cuttable = await cuttableServer();
  const strike = async (server: RedisServer): Promise<void> => {
    await cuttable.cutPower(server);
    await server.restart();
  };
  return await stageOf(AOF, strike, cuttable.binary);
}

async function oldBackup(): Promise<Stage> {
  const standalone = await Standalone.start([]);
  return {
    connection: standalone.connection,
    prepare: () => asking(standalone.server, (client) => client.save()),
    strike: () => restart(standalone.server),
    close: () => standalone.close(),
  };
}

function flush(server: RedisServer): Promise<unknown> {
  return asking(server, (client) => client.flushall());
}

/** The server ends and comes back, with more or less of its data. */
export const RESTARTS: readonly Fault[] = [
  { name: 'kill -9', open: () => stageOf(AOF, restart) },
  { name: 'power cut', open: powerCut },
  { name: 'restart without persistence', open: () => stageOf([], restart) },
  { name: 'restored from an old backup', open: oldBackup },
  { name: 'FLUSHALL', open: () => stageOf([], flush) },
];
