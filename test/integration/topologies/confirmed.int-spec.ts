import { jest } from '@jest/globals';
import { Logger, type INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { findRedisServer, RedisServerNotFoundError, startRedisServer, type RedisServer } from 'local-redis';
import { defineSeries, SerialService, type FencedDurability } from 'nestjs-redis-serial';
import { describeUnless } from '../../support/describe-unless.js';
import { eventually } from '../../support/eventually.js';
import { testApp } from '../../support/test-app.js';
import { asking } from '../../support/topology/asking.js';

const valkey = await findRedisServer({
  engine: 'valkey',
  onProgress: (line) => process.stderr.write(`${line}\n`),
}).catch((error: unknown) => {
  if (error instanceof RedisServerNotFoundError) return error;
  throw error;
});
// By age alone a test would take longer than any test may.
const LONG = '5m';

/** What the tests share: apps on a server, over one series. */
class Apps {
  private readonly all: INestApplication[] = [];
  readonly Order = defineSeries({ name: 'order', pattern: 'O{seq:9}' });
  private count = 0;

  begin(): void {
    this.count++;
  }

  end(): Promise<unknown> {
    return Promise.all(this.all.splice(0).map((app) => app.close()));
  }

  get register(): string {
    return `t${this.count}:series:{order#0}`;
  }

  async open(
    url: string,
    confirm: FencedDurability['confirm'],
    covers: FencedDurability['covers'] = LONG,
  ): Promise<SerialService> {
    const durability = { mode: 'fenced', covers, confirm } as const;
    const app = await testApp({
      ...{ connection: url, keyPrefix: `t${this.count}`, series: [this.Order], durability },
      doctor: 'off',
    });
    this.all.push(app);
    return app.get(SerialService);
  }

  /** A series that has been there for long, with nobody who could vouch. */
  async settled(server: RedisServer, confirm: FencedDurability['confirm'], covers = LONG): Promise<void> {
    const first = await this.open(server.url, confirm, covers);
    await first.next(this.Order);
    await this.end();
    await asking(server, (client) => client.hset(this.register, 'born', 1, 'st', 1));
  }
}

const apps = new Apps();
let warn: jest.SpiedFunction<Logger['warn']>;
beforeEach(() => {
  apps.begin();
  warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
});
afterEach(async () => {
  await apps.end();
  warn.mockRestore();
});
const warnings = (): string[] => warn.mock.calls.map(([text]) => String(text));

const expectNobodyWaits = async (
  server: RedisServer,
  confirm: FencedDurability['confirm'],
): Promise<void> => {
  await apps.settled(server, confirm);
  const serials = await apps.open(server.url, confirm);
  expect(await serials.next(apps.Order)).toBe('O000000002');
  expect(await serials.nextMany(apps.Order, 50_000)).toHaveLength(50_000);
  expect(await serials.next(apps.Order)).toBe('O000050003');
  expect(warnings()).toEqual([]);
};

describe("confirm: 'replicas'", () => {
  let master: RedisServer;
  let replica: RedisServer;

  beforeAll(async () => {
    master = await startRedisServer();
    replica = await startRedisServer({ args: ['--replicaof', '127.0.0.1', new URL(master.url).port] });
    await asking(replica, (client) =>
      eventually('the replica follows', async () =>
        (await client.info('replication')).includes('master_link_status:up'),
      ),
    );
    await asking(master, (client) =>
      eventually('the replica is in step', async () =>
        (await client.info('replication')).includes('state=online'),
      ),
    );
  });
  afterAll(() => Promise.all([master.stop(), replica.stop()]));

  it('gives the numbers of a fresh process and of a burst as soon as the replica has what they need', () =>
    expectNobodyWaits(master, 'replicas'));

  it('gives none before', async () => {
    await apps.settled(master, 'replicas');
    replica.signal('SIGSTOP');
    try {
      const serials = await apps.open(master.url, 'replicas');
      const next = serials.next(apps.Order);
      const given = jest.fn();
      void next.then(given);
      await asking(master, (client) =>
        eventually('it waits for the replica', async () =>
          /cmd=wait\b/.test(String(await client.client('LIST'))),
        ),
      );
      expect(given).not.toHaveBeenCalled();
      replica.signal('SIGCONT');
      expect(await next).toBe('O000000002');
    } finally {
      replica.signal('SIGCONT');
    }
  });

  it('gives them after a failover to the replica, and none twice that a process was given which died', async () => {
    const server = await startRedisServer();
    const other = await startRedisServer({ args: ['--replicaof', '127.0.0.1', new URL(server.url).port] });
    const client = new Redis(other.url);
    try {
      await eventually('the replica follows', async () =>
        (await client.info('replication')).includes('master_link_status:up'),
      );
      await apps.settled(server, 'replicas');
      const doomed = await apps.open(server.url, 'replicas');
      await doomed.next(apps.Order);
      const given = await doomed.nextMany(apps.Order, 20_000);
      await server.kill();
      await client.replicaof('NO', 'ONE');
      await apps.end();
      // From here on it is not to take as long.
      await client.hset(apps.register, 'cv', 1_000);
      const next = await (await apps.open(other.url, 'replicas', '1s')).next(apps.Order);
      expect(next > (given.at(-1) ?? '')).toBe(true);
    } finally {
      client.disconnect();
      await other.stop();
    }
  });

  it('waits until they are old without a replica, and says why', async () => {
    const alone = await startRedisServer();
    try {
      await apps.settled(alone, 'replicas', '1s');
      const serials = await apps.open(alone.url, 'replicas', '1s');
      expect(await serials.next(apps.Order)).toBe('O000000002');
      expect(warnings()).toEqual([expect.stringContaining('the server has no replicas')]);
    } finally {
      await alone.stop();
    }
  });
});

describe("confirm: 'disk'", () => {
  it('waits until they are old where it can not be, and says why', async () => {
    const server = await startRedisServer({ args: ['--appendonly', 'no'] });
    try {
      await apps.settled(server, 'disk', '1s');
      const serials = await apps.open(server.url, 'disk', '1s');
      expect(await serials.next(apps.Order)).toBe('O000000002');
      expect(warnings()).toEqual([expect.stringMatching(/has confirm: 'disk'.*WAITAOF/)]);
    } finally {
      await server.stop();
    }
  });
});

if (valkey instanceof RedisServerNotFoundError) {
  describeUnless(valkey.message, "confirm: 'disk', on Valkey", () => {
    it.todo('is tested where it can be had');
  });
} else {
  describe(`confirm: 'disk', on Valkey ${valkey.version}`, () => {
    let server: RedisServer;
    beforeAll(async () => {
      server = await startRedisServer({
        binary: valkey,
        args: ['--appendonly', 'yes', '--appendfsync', 'always'],
      });
    });
    afterAll(() => server.stop());

    it('gives the numbers of a fresh process and of a burst as soon as the disk has what they need', () =>
      expectNobodyWaits(server, 'disk'));
  });
}
