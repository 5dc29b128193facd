import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { defineSeries, RedisHighWaterStore, SerialService, type Durability } from 'nestjs-redis-serial';
import { serverIsPast } from '../support/server-time.js';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';

const MODES = ['strict', 'buffered'] as const;

/** A process of a test. */
interface Issuer {
  readonly take: (count: number, at?: Date, shop?: string) => Promise<string[]>;
  readonly close: () => Promise<void>;
}

describe('a rolling deploy with two durabilities', () => {
  let server: RedisServer;
  let kept: RedisServer;
  let client: Redis;
  let keptClient: Redis;
  let opened: { readonly app: INestApplication; isOpen: boolean }[];
  let stores: RedisHighWaterStore[];
  let tests = 0;

  beforeAll(async () => {
    [server, kept] = await Promise.all([startRedisServer(), startRedisServer()]);
    client = new Redis(server.url);
    keptClient = new Redis(kept.url);
    const [startedAt] = await client.time();
    await serverIsPast(client, Number(startedAt) * 1000 + 3_000);
  });
  afterAll(async () => {
    client.disconnect();
    keptClient.disconnect();
    await Promise.all([server.stop(), kept.stop()]);
  });
  beforeEach(() => {
    [opened, stores] = [[], []];
    tests++;
  });
  afterEach(async () => {
    const left = opened.filter(({ isOpen }) => isOpen);
    await Promise.all(left.map(({ app }) => app.close()));
    for (const store of stores) store.close();
  });

  async function open(level: 'fenced' | 'highWater', mode: (typeof MODES)[number]): Promise<Issuer> {
    const Order = defineSeries({
      ...{ name: 'order', pattern: '{date:yyyyMMdd}-{shop}-{seq:9}', mode, buffer: { size: 20 } },
      ...{ resetEvery: 'day', retention: '400 days' },
    });
    const highWater = new RedisHighWaterStore(keptClient, { keyPrefix: `ceilings-${tests}` });
    stores.push(highWater);
    const durability: Durability = level === 'fenced' ? 'fenced' : { highWater };
    const prefix = { connection: server.url, keyPrefix: `test-${tests}` };
    const entry = { app: await testApp({ ...prefix, series: [Order], durability }), isOpen: true };
    opened.push(entry);
    const serials = entry.app.get(SerialService);
    return {
      take: (count, at = new Date(), shop = 'A') =>
        Promise.all(upTo(count).map(() => serials.next(Order, { at, scope: { shop } }))),
      close: async () => {
        entry.isOpen = false;
        await entry.app.close();
      },
    };
  }

  const expectNoneTwice = (given: readonly string[]): void => {
    expect(new Set(given).size).toBe(given.length);
  };
  const loseAll = async (): Promise<void> => {
    await client.del(await client.keys(`test-${tests}:*`));
  };

  describe.each(MODES)('%s', (mode) => {
    it('goes on from fenced to highWater in all processes, and repeats nothing when all is lost', async () => {
      const former = [await open('fenced', mode), await open('fenced', mode)];
      const given = (await Promise.all(former.map((one) => one.take(50)))).flat();
      const anew = await open('highWater', mode);
      const taken = await Promise.all([...former, anew].map((one) => one.take(1_500)));
      given.push(...taken.flat());
      // Of a period that only one with the store can open.
      const at = new Date(Date.now() - 86_400_000);
      given.push(...((await former[0]?.take(30, at)) ?? []));
      for (const one of former) await one.close();
      await loseAll();
      given.push(...(await anew.take(1_500)), ...(await anew.take(30, at)));
      expectNoneTwice(given);
    });

    it('repeats nothing of a process with the store that is dead when one without it begins anew', async () => {
      const gone = await open('highWater', mode);
      const given = await gone.take(50);
      const former = await open('fenced', mode);
      await former.take(200, undefined, 'B');
      await gone.close();
      await loseAll();
      // It tells of its own numbers, and nobody of the others. The store has a ceiling, below the one that it makes.
      await former.take(1, undefined, 'B');
      given.push(...(await (await open('highWater', mode)).take(50)));
      expectNoneTwice(given);
    });

    it('goes on from highWater to fenced after the last one that has the store is gone', async () => {
      const former = await open('highWater', mode);
      const given = await former.take(50);
      const anew = await open('fenced', mode);
      given.push(...(await anew.take(1_500)), ...(await former.take(50)));
      await former.close();
      given.push(...(await anew.take(3_000)));
      expectNoneTwice(given);
    });

    it('goes on after a loss, as those that have the store say', async () => {
      const [former, anew] = [await open('fenced', mode), await open('highWater', mode)];
      const given = [...(await former.take(50)), ...(await anew.take(50))];
      await client.hset(`test-${tests}:series:{order#0}`, 'id', 'of-another-server');
      given.push(...(await former.take(100)));
      given.push(...(await anew.take(100)));
      expectNoneTwice(given);
    });
  });

  it('says why nothing is given after a loss where nobody has the store any more', async () => {
    const former = await open('highWater', 'strict');
    await former.take(5);
    await former.close();
    await client.hset(`test-${tests}:series:{order#0}`, 'id', 'of-another-server');
    const anew = await open('fenced', 'strict');
    await expect(anew.take(1)).rejects.toThrow('no process has answered that has its high-water store');
    expect(await (await open('highWater', 'strict')).take(1)).toHaveLength(1);
  });
});
