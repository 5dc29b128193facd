import type { RedisServer } from 'local-redis';
import { asking } from './asking.js';

/** A node of a Cluster, as one of them sees it. */
export interface ClusterNode {
  readonly id: string;
  readonly port: number;
  readonly flags: readonly string[];
  /** The id of the master that it follows; undefined for a master. */
  readonly master: string | undefined;
  readonly linked: boolean;
  /** The runs of slots that it serves, both ends included. */
  readonly slots: readonly (readonly [number, number])[];
}

/** The whole Cluster, as this server sees it. */
export async function nodesSeenBy(server: RedisServer): Promise<ClusterNode[]> {
  return parseNodes(await asking(server, async (client) => String(await client.cluster('NODES'))));
}

/** Reads `CLUSTER NODES`. */
export function parseNodes(text: string): ClusterNode[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [id = '', address = '', flags = '', master = '-', , , , link, ...slots] = line.split(' ');
      return {
        id,
        port: Number(/:(\d+)@/.exec(address)?.[1]),
        flags: flags.split(','),
        master: master === '-' ? undefined : master,
        linked: link === 'connected',
        // A slot on its way to another node stands in brackets.
        slots: slots.filter((slot) => !slot.startsWith('[')).map(parseRun),
      };
    });
}

function parseRun(text: string): readonly [number, number] {
  const [from, to = from] = text.split('-').map(Number);
  return [from ?? Number.NaN, to ?? Number.NaN];
}
