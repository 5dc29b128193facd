import type { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';

/** A client whose scripts may not call INFO, as with some services: they can't tell one server from another. */
export interface BlindClient {
  readonly client: Redis;
  end(): Promise<void>;
}

/** Makes a user of its own on the server of a client, who is gone at the `end`. */
export async function blindClient(sees: Redis): Promise<BlindClient> {
  const username = `blind-${randomUUID()}`;
  await sees.call('ACL', 'SETUSER', username, 'on', '>secret', '~*', '&*', '+@all', '-info');
  const client = sees.duplicate({ username, password: 'secret', enableReadyCheck: false });
  return {
    client,
    end: async () => {
      client.disconnect();
      await sees.call('ACL', 'DELUSER', username);
    },
  };
}
