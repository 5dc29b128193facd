import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { asError } from '../../common/as-error.js';
import type { Clock } from '../../common/clock.js';
import { SharedWork } from '../../common/shared-work.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import { serverOf } from '../../redis/waiting-client.js';
import { Confirming, type Confirmed, type Place } from './confirming.js';
import type { Shard } from './shard.js';
import type { ShardGuards } from './shard-guards.js';
import { WriteWitness } from './write-witness.js';

/**
 * Has registrations and ceilings count as safe before they are old, where they have reached what does not fail at the
 * same time (`confirm`). Where that can't be, they grow old as they do elsewhere, and a warning says why.
 */
export class Confirmations {
  private readonly logger = new Logger('SerialService');
  private readonly servers = new Map<Redis, Confirming>();
  private readonly confirming = new SharedWork<void>();
  private readonly warned = new Map<string, string>();
  private readonly restsUntil = new Map<string, number>();

  constructor(
    private readonly connection: RedisConnection,
    private readonly guards: ShardGuards,
    private readonly member: string,
    private readonly clock: Clock,
  ) {}

  /** Wakes who waits for the shard when something counts as safe that did not before; never fails. */
  async confirm(shard: Shard): Promise<void> {
    const { confirm, covers } = this.guards.of(shard.series);
    if (!confirm || this.clock.now() < (this.restsUntil.get(shard.id) ?? 0)) return;
    await this.confirming.of(shard.id, async () => {
      const confirmed = await this.ask(shard, confirm, covers);
      if (!confirmed) return;
      const [registration, ceiling] =
        'why' in confirmed ? [false, false] : [confirmed.registration, confirmed.ceiling];
      if ('why' in confirmed) this.warn(shard, confirm, confirmed.why);
      else this.warned.delete(shard.series.name);
      // By the time of another try it is old anyway.
      if (!ceiling) this.restsUntil.set(shard.id, this.clock.now() + covers);
      if (ceiling || registration) shard.tell();
    });
  }

  close(): void {
    for (const server of this.servers.values()) server.close();
  }

  private async ask({ register }: Shard, confirm: Place, withinMs: number): Promise<Confirmed> {
    try {
      const client = await serverOf(this.connection, register);
      let server = this.servers.get(client);
      if (!server) {
        server = new Confirming(new WriteWitness(this.connection, client, this.clock), this.member);
        this.servers.set(client, server);
      }
      return await server.confirm({ register, confirm, withinMs });
    } catch (error) {
      return { why: asError(error).message };
    }
  }

  private warn({ series: { name } }: Shard, confirm: Place, why: string): void {
    if (this.warned.get(name) === why) return;
    this.warned.set(name, why);
    this.logger.warn(
      `Series "${name}" has confirm: '${confirm}', which could not be: ${why}. Its numbers wait until registration ` +
        `and ceiling are as old as "covers" says. ${CURES[confirm]}`,
    );
  }
}

const CURES: Readonly<Record<Place, string>> = {
  disk: "'disk' needs Redis 7.2 or Valkey, appendonly yes, appendfsync everysec or always, and the right to call WAITAOF",
  replicas: "'replicas' needs one replica at least, all of them in step, and the right to call WAIT",
};
