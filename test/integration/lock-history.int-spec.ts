import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { checkHistory, type Expectations } from '../support/lock-history/check-history.js';
import type { LockEvent } from '../support/lock-history/event.js';
import { Hammers, type Hammering } from '../support/lock-history/hammers.js';
import { RedisProxy } from '../support/redis-proxy.js';

const LOAD_MS = 4_000;

describe('the history of locks under load', () => {
  let server: RedisServer;
  let client: Redis;
  let proxy: RedisProxy;

  beforeAll(async () => {
    server = await startRedisServer({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
    proxy = await RedisProxy.before(server.url);
  });
  beforeEach(() => {
    client = new Redis(server.url);
  });
  afterEach(() => {
    client.disconnect();
  });
  afterAll(async () => {
    await proxy.close();
    await server.stop();
  });

  const hammer = async (
    what: string,
    fault: (hammers: Hammers) => Promise<unknown>,
    hammering: Partial<Hammering> = {},
  ): Promise<readonly LockEvent[]> => {
    await using hammers = await Hammers.start({
      url: proxy.url,
      keyPrefix: `h-${what}`,
      processes: 4,
      workers: 6,
      keys: ['a', 'b'],
      kinds: ['w'],
      ttl: 600,
      wait: 20_000,
      ...hammering,
    });
    const end = performance.now() + LOAD_MS;
    while (performance.now() < end) await fault(hammers);
    return await hammers.end();
  };
  const expectSound = (events: readonly LockEvent[], expected: Expectations = {}): void => {
    expect(events.filter(({ event }) => event === 'took').length).toBeGreaterThan(200);
    expect(checkHistory(events, expected).slice(0, 5)).toEqual([]);
  };
  const nothing = (): Promise<void> => pause(100);

  it('finds out a lock that does not hold', async () => {
    const events = await hammer('broken', nothing, { isBroken: true });
    expect(checkHistory(events).length).toBeGreaterThan(10);
  });

  it('is sound when nothing happens, in the order of coming', async () => {
    expectSound(await hammer('calm', nothing), { isCalm: true, orderWithinMs: 50 });
  });

  it('is sound for readers and writers', async () => {
    const events = await hammer('readers', nothing, { kinds: ['r', 'r', 'r', 'w'] });
    expectSound(events, { isCalm: true, orderWithinMs: 50 });
  });

  it('is sound for permits', async () => {
    expectSound(await hammer('permits', nothing, { kinds: [3], keys: ['a'] }), { isCalm: true });
  });

  it('is sound when processes are killed', async () => {
    const events = await hammer('killed', async (hammers) => {
      await pause(300);
      await hammers.replaceOne();
    });
    expectSound(events);
  });

  it('is sound when processes stop past their leases', async () => {
    const events = await hammer('stopped', async (hammers) => {
      const goOn = hammers.stopOne();
      await pause(200 + Math.random() * 900);
      goOn();
      await pause(100);
    });
    expectSound(events);
  });

  it('is sound when connections break, and scripts are forgotten', async () => {
    const events = await hammer('disconnected', async () => {
      await pause(150);
      await client.call('CLIENT', 'KILL', 'TYPE', Math.random() < 0.5 ? 'normal' : 'pubsub', 'SKIPME', 'yes');
      await client.script('FLUSH');
    });
    expectSound(events);
  });

  it('is sound when replies are lost, late, or never come', async () => {
    const events = await hammer('network', async () => {
      await pause(200);
      proxy.loseReplies();
      await pause(30);
      proxy.heal();
      await pause(200);
      proxy.delay(20 + Math.random() * 50);
      await pause(200);
      proxy.heal();
      proxy.freeze();
      await pause(Math.random() * 800);
      proxy.heal();
    });
    expectSound(events);
  });

  it('is sound when the server restarts on its data', async () => {
    const events = await hammer('restart', async () => {
      await pause(700);
      await server.restart();
    });
    expectSound(events);
  });
});
