import type { Cluster, Redis } from 'ioredis';
import type { Clock } from '../common/clock.js';
import { Deadlines } from '../common/deadlines.js';

// A node that has not answered a command for the whole of its time has little more to answer a PING.
const PROBE_MS = 500;
// While an endpoint still leads to a server that is no primary, it is asked again this often.
const RENEW_AT_MOST_EVERY_MS = 200;

/**
 * The one place that notices connections which are there and do not work, and replaces them: a handshake that does not
 * end, a reply that is overdue, a server that is not the primary any more. A client that the application passed in is
 * left as it is.
 *
 * ioredis has `socketTimeout` for that, which does not know whether the process itself was stopped: it tears down a
 * connection whose answers lie in the socket.
 */
export class Silence {
  private heardAt = -Infinity;
  private renewedAt = -Infinity;
  private readonly probes: Deadlines;

  constructor(
    private readonly client: Redis | Cluster,
    private readonly owned: boolean,
    private readonly clock: Clock,
    private readonly timeoutMs: number,
  ) {
    this.probes = new Deadlines(clock, PROBE_MS);
    if (owned) watchHandshake(client, clock, timeoutMs);
  }

  /** A reply came. */
  heard(): void {
    this.heardAt = this.clock.now();
  }

  /** A reply did not come in time. Where others came meanwhile, the server is slow, not silent. */
  overdue(): void {
    if (!this.owned) return;
    if (this.client.isCluster) this.probe(this.client as Cluster);
    else if (this.clock.now() - this.heardAt >= this.timeoutMs) this.renew();
  }

  /** The server is not the primary any more. */
  noPrimary(): void {
    if (this.owned && !this.client.isCluster) this.renew();
  }

  private renew(): void {
    const now = this.clock.now();
    if (this.client.status !== 'ready' || now - this.renewedAt < RENEW_AT_MOST_EVERY_MS) return;
    this.renewedAt = now;
    this.client.disconnect(true);
  }

  // Which node has the key is not known here, so all are asked; those that answer stay.
  private probe(cluster: Cluster): void {
    for (const node of cluster.nodes('all')) {
      if (node.status !== 'ready' && node.status !== 'connect') continue;
      const answered = this.probes.add(() => {
        drop(node);
      });
      node.ping().then(answered, answered);
    }
  }
}

// What is under way there must not be sent again by the Cluster: whoever asked has been told that no answer came.
function drop(node: Redis): void {
  // Private in the types of ioredis. Where a version lacks it, the Cluster sends again what was under way.
  const { flushQueue } = node as unknown as { flushQueue?: (this: Redis, error: Error) => void };
  flushQueue?.call(node, new Error('the node did not answer'));
  node.disconnect();
}

/** Breaks off a connection that was made, and whose server then does not answer the handshake. */
export function watchHandshake(client: Redis | Cluster, clock: Clock, timeoutMs: number): void {
  const deadlines = new Deadlines(clock, timeoutMs);
  let ended: (() => void) | undefined;
  client.on('connect', () => {
    ended?.();
    ended = deadlines.add(() => {
      if (client.status === 'connect') client.disconnect(true);
    });
  });
  for (const event of ['ready', 'close', 'end'])
    client.on(event, () => {
      ended?.();
      ended = undefined;
    });
}
