import type { Redis } from 'ioredis';
import type { LuaScript } from '../../lua/script.js';
import type { Clock } from '../../common/clock.js';
import { GAPLESS_FAKES } from '../fakes/gapless-fakes.js';
import { LOCK_FAKES } from '../fakes/lock-fakes.js';
import { NUMBER_FAKES } from '../fakes/number-fakes.js';
import { SHARD_FAKES } from '../fakes/shard-fakes.js';
import { Keyspace } from './keyspace.js';
import { MemoryClient } from './memory-client.js';

const fakes = new Map(
  [...NUMBER_FAKES, ...SHARD_FAKES, ...GAPLESS_FAKES, ...LOCK_FAKES].map((fake) => [
    fake.script.source,
    fake,
  ]),
);

/** Serves scripts by their fakes. */
export class MemoryServer {
  /** What the library takes for its client. */
  readonly client: Redis;
  /** What it says to every call while it fails. */
  trouble: string | undefined;
  private readonly keyspace: Keyspace;

  constructor(clock: Clock) {
    this.keyspace = new Keyspace(clock);
    this.client = MemoryClient.asRedis(this.keyspace.channels);
  }

  /** The raw reply. */
  answer<Keys, Args>({ name, source }: LuaScript<Keys, Args>, keys: Keys, args: Args): unknown {
    // As a server's own reply: only by its words it may pass, and is then tried again as the clock moves on.
    if (this.trouble !== undefined) throw Object.assign(new Error(this.trouble), { name: 'ReplyError' });
    const fake = fakes.get(source);
    if (!fake) throw new TypeError(`the in-memory Redis does not know the script ${name}`);
    return fake.answer(this.keyspace, keys as never, args as never);
  }
}
