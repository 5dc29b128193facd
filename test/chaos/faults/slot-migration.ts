import { setTimeout as pause } from 'node:timers/promises';
import { moveSlot, usedSlots } from '../../support/topology/move-slots.js';
import { RedisCluster } from '../../support/topology/redis-cluster.js';
import type { Fault } from './fault.js';

/** In a Cluster, all slots that have keys go to another master, and back. */
// So that calls come while a slot is neither here nor there.
const halfWay = (): Promise<void> => pause(30);

export const SLOT_MIGRATION: Fault = {
  name: 'slot migration',
  open: async () => {
    const cluster = await RedisCluster.start();
    return {
      connection: cluster.connection,
      strike: async () => {
        const masters = await cluster.masters();
        for (const [index, from] of masters.entries()) {
          const to = masters[(index + 1) % masters.length] ?? from;
          for (const slot of await usedSlots(from)) {
            await moveSlot(slot, from, to, halfWay);
            await moveSlot(slot, to, from, halfWay);
          }
        }
      },
      close: () => cluster.stop(),
    };
  },
};
