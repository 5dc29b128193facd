import type { RedisServer } from 'local-redis';
import { asking } from './asking.js';
import { nodesSeenBy } from './cluster-node.js';

/** The slots of a master in which there are keys. */
export async function usedSlots(master: RedisServer): Promise<number[]> {
  return await asking(master, async (client) => {
    const slots = await Promise.all((await client.keys('*')).map((key) => client.cluster('KEYSLOT', key)));
    return [...new Set(slots)];
  });
}

/**
 * Moves a slot with its keys from a master to another one, as a resharding does: key by key, while all go on.
 * @param halfWay what happens each time that the slot is neither here nor there.
 */
export async function moveSlot(
  slot: number,
  from: RedisServer,
  to: RedisServer,
  halfWay: () => Promise<unknown>,
): Promise<void> {
  const nodes = await nodesSeenBy(to);
  const idOf = (server: RedisServer): string => nodes.find(({ port }) => port === server.port)?.id ?? '';
  await asking(to, (target) =>
    asking(from, async (source) => {
      await target.call('CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', idOf(from));
      await source.call('CLUSTER', 'SETSLOT', String(slot), 'MIGRATING', idOf(to));
      await halfWay();
      for (;;) {
        const [key] = (await source.call('CLUSTER', 'GETKEYSINSLOT', String(slot), '1')) as string[];
        if (key === undefined) break;
        await source.call('MIGRATE', to.host, String(to.port), key, '0', '5000');
        await halfWay();
      }
      await target.call('CLUSTER', 'SETSLOT', String(slot), 'NODE', idOf(to));
      await source.call('CLUSTER', 'SETSLOT', String(slot), 'NODE', idOf(to));
    }),
  );
}
