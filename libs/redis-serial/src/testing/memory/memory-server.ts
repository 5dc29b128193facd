import type { Redis } from 'ioredis';
import type { LuaScript } from '../../lua/script.js';
import type { Clock } from '../../common/clock.js';
import { GAPLESS_FAKES } from '../fakes/gapless-fakes.js';
import { LOCK_FAKES } from '../fakes/lock-fakes.js';
import { NUMBER_FAKES } from '../fakes/number-fakes.js';
import { Keyspace } from './keyspace.js';
import { MemoryClient } from './memory-client.js';

const fakes = new Map(
  [...NUMBER_FAKES, ...GAPLESS_FAKES, ...LOCK_FAKES].map((fake) => [fake.script.source, fake]),
);

/** Serves scripts with their fakes. */
export class MemoryServer {
  /** The client that the library gets. */
  readonly client: Redis;
  /** The error message of every call while it fails. */
  trouble: string | undefined;
  private readonly keyspace: Keyspace;

  constructor(clock: Clock) {
    this.keyspace = new Keyspace(clock);
    this.client = MemoryClient.asRedis(this.keyspace.channels);
  }

  /** Returns the raw reply of a script. */
  answer<Keys, Args>({ name, source }: LuaScript<Keys, Args>, keys: Keys, args: Args): unknown {
    // The error of a server's reply: its message decides whether it may pass, and then the call is tried again later.
    if (this.trouble !== undefined) throw Object.assign(new Error(this.trouble), { name: 'ReplyError' });
    const fake = fakes.get(source);
    if (!fake) throw new TypeError(`the in-memory Redis does not know the script ${name}`);
    return fake.answer(this.keyspace, keys as never, args as never);
  }
}
