import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { defineSeries, RedisHighWaterStore, SerialService, type Durability } from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { RedisProxy } from '../support/redis-proxy.js';
import { serverIsPast } from '../support/server-time.js';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';

/** A former state of all keys. */
type Former = readonly (readonly [key: string, dump: Buffer])[];

const NOWHERE = 'redis://127.0.0.1:1';
const MODES = ['strict', 'buffered'] as const;
const LEVELS = ['fenced', 'highWater'] as const;

describe('a series whose first moments are lost, while those live who issued in them', () => {
  let server: RedisServer;
  let client: Redis;
  let apps: INestApplication[];
  let stores: RedisHighWaterStore[];
  let proxies: RedisProxy[];
  let tests = 0;

  // One server for all: a new series has to wait where a server has run for less than two seconds.
  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
    await serverIsPast(client, (await now()) + 3_000);
  });
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });
  beforeEach(() => {
    apps = [];
    stores = [];
    proxies = [];
    tests++;
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    for (const store of stores) store.close();
    await Promise.all(proxies.map((proxy) => proxy.close()));
  });

  const prefix = (): string => `test-${tests}`;
  const keysOf = () => client.keys(`${prefix()}:*`);

  const now = async (): Promise<number> => Number((await client.time())[0]) * 1000;

  async function openProxy(): Promise<RedisProxy> {
    const proxy = await RedisProxy.before(server.url);
    proxies.push(proxy);
    return proxy;
  }

  async function open(level: (typeof LEVELS)[number], mode: (typeof MODES)[number], connection = server.url) {
    const Order = defineSeries({ name: 'order', pattern: '{seq:9}', mode, buffer: { size: 20 } });
    const highWater = new RedisHighWaterStore(client, { keyPrefix: `ceilings-${tests}` });
    stores.push(highWater);
    const durability: Durability = level === 'fenced' ? 'fenced' : { highWater };
    const app = await testApp({ connection, keyPrefix: prefix(), series: [], durability });
    apps.push(app);
    const serials = app.get(SerialService);
    return (count: number) => Promise.all(upTo(count).map(() => serials.next(Order)));
  }

  async function keep(): Promise<Former> {
    const keys = await keysOf();
    return await Promise.all(keys.map(async (key) => [key, await client.dumpBuffer(key)] as const));
  }

  /** Redis goes back to a former state, as after a crash: it is another server then. */
  async function goBackTo(former: Former): Promise<void> {
    const step = client.multi().del(await keysOf());
    for (const [key, dump] of former) {
      step.restore(key, 0, dump);
      if (key.includes(':series:')) step.hset(key, 'id', 'of-another-server');
    }
    await step.exec();
  }

  async function registerOf(): Promise<readonly [key: string, fields: Record<string, string>]> {
    const [key = ''] = (await keysOf()).filter((name) => name.includes(':series:'));
    return [key, await client.hgetall(key)];
  }

  /** The register as it was when it was made, and the one who was given the lowest numbers was still to be heard. */
  async function beInSurvey([key, fields]: Awaited<ReturnType<typeof registerOf>>): Promise<void> {
    const { v, fp, def, g, born, e, J, jt, c, t1, c2, t2, cv } = fields as Record<string, string | undefined>;
    const members = Object.entries(fields).filter(([name]) => name.startsWith('@'));
    const [[member]] = members.sort(([, n], [, m]) => Number(n) - Number(m)) as [[string, string]];
    const survey = { rec: 'first', r: 'first', survey: 1, base: 0, until: born, [`?${member.slice(1)}`]: 1 };
    const made = { v, fp, def, g, born, e, J, jt, c, t1, c2, t2, cv, n: 0, n2: 0, m: 0 };
    await client.del(await keysOf());
    await client.hset(key, { ...made, ...survey, id: 'of-another-server' });
  }

  async function afterOutage(take: (count: number) => Promise<string[]>, count: number): Promise<string[]> {
    let taken: string[] = [];
    await eventually('Redis is back', async () => {
      taken = await take(count).catch(() => []);
      return taken.length > 0;
    });
    return taken;
  }

  const expectNoneTwice = (given: readonly string[]): void => {
    expect(new Set(given).size).toBe(given.length);
  };

  describe.each(LEVELS.flatMap((level) => MODES.map((mode) => [level, mode] as const)))(
    '%s, %s',
    (level, mode) => {
      it('gives no number twice where one of them has lost its registration', async () => {
        const [one, two] = [await open(level, mode), await open(level, mode)];
        const given = await one(10);
        const former = await keep();
        given.push(...(await two(200)));
        await goBackTo(former);
        given.push(...(await one(300)), ...(await two(300)));
        expectNoneTwice(given);
      });

      it('gives no number twice where a survey comes back that one of them had answered', async () => {
        const [one, two] = [await open(level, mode), await open(level, mode)];
        const given = [...(await one(10)), ...(await two(10))];
        await beInSurvey(await registerOf());
        given.push(...(await one(100)), ...(await two(100)));
        expectNoneTwice(given);
      });

      // As in a failover to a server that runs for long, while nobody had sent it anything of this series.
      it('gives no number twice where all is lost with the connections, and one finds the server later', async () => {
        const [toOne, toTwo] = [await openProxy(), await openProxy()];
        const [one, two] = [await open(level, mode, toOne.url), await open(level, mode, toTwo.url)];
        const given = [...(await one(30)), ...(await two(100))];
        await goBackTo([]);
        toTwo.leadTo(NOWHERE);
        toOne.leadTo(server.url);
        const more = afterOutage(one, 300);
        await serverIsPast(client, (await now()) + 1_000);
        toTwo.leadTo(server.url);
        given.push(...(await more), ...(await afterOutage(two, 300)));
        expectNoneTwice(given);
      });
    },
  );
});
