import type { RedisBinary, RedisServer } from 'local-redis';
import type { Issuers } from '../issuers.js';
import { cuttableServer } from '../power-cut.js';
import { Standalone } from '../standalone.js';
import type { Stage } from './fault.js';

/** An AOF that is synced every second: as most servers have it. */
export const AOF = ['--appendonly', 'yes', '--appendfsync', 'everysec'];

/** What happens to the one server. */
export type Deed = (server: RedisServer, issuers: Issuers) => Promise<unknown>;

/** A stage of one server, which has an address. */
export interface StandaloneStage extends Stage {
  readonly connection: string;
}

/** A stage of one server. */
export async function standaloneStage(
  args: readonly string[],
  strike: Deed,
  more: { readonly prepare?: Deed; readonly binary?: RedisBinary } = {},
): Promise<StandaloneStage> {
  const standalone = await Standalone.start(args, more.binary);
  const { server, connection } = standalone;
  return {
    connection,
    prepare: async (issuers) => more.prepare?.(server, issuers),
    strike: (issuers) => strike(server, issuers),
    close: () => standalone.close(),
  };
}

/** A stage of one server that ends as by a power cut and comes back, between what the issuers do before and after. */
export async function powerCutStage(
  before?: (issuers: Issuers) => Promise<unknown>,
  after?: (issuers: Issuers) => Promise<unknown>,
): Promise<Stage> {
  const { binary, cutPower } = await cuttableServer();
  const strike: Deed = async (server, issuers) => {
    await before?.(issuers);
    await cutPower(server);
    await server.restart();
    await after?.(issuers);
  };
  return await standaloneStage(AOF, strike, { binary });
}
