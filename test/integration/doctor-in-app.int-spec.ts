import { jest } from '@jest/globals';
import { Logger, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import {
  defineSeries,
  OptionsError,
  RedisSerialModule,
  RedisUnavailableError,
  SerialService,
  type RedisSerialOptions,
} from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { RedisProxy } from '../support/redis-proxy.js';
import { SoundRedis } from '../support/sound-redis.js';
import { testApp } from '../support/test-app.js';
import { asking } from '../support/topology/asking.js';
import { RedisCluster } from '../support/topology/redis-cluster.js';

const Order = defineSeries({ name: 'order', pattern: 'O{seq:4}' });
const BARE = 'danger NO_PERSISTENCE';

describe('the doctor in an app', () => {
  let sound: SoundRedis;
  let bare: RedisServer;
  let warn: jest.SpiedFunction<Logger['warn']>;

  beforeAll(async () => {
    [sound, bare] = await Promise.all([SoundRedis.start(), startRedisServer()]);
  });
  beforeEach(() => {
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });
  afterAll(async () => {
    await Promise.all([sound.stop(), bare.stop()]);
  });

  const apps: INestApplication[] = [];
  const start = async (options: RedisSerialOptions): Promise<INestApplication> => {
    const app = await testApp(options);
    apps.push(app);
    return app;
  };
  const closeAll = async (): Promise<void> => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
  };
  afterEach(async () => {
    await closeAll();
    jest.restoreAllMocks();
  });
  const warned = (): Promise<void> => eventually('it warns', () => warn.mock.calls.length > 0);

  it('knows the series of the app: which are small, and how they are guarded', async () => {
    const Day = defineSeries({ name: 'day', pattern: '{seq:2}' });
    await start({ connection: sound.url, series: [Day, Order] });
    await eventually('both warn', () => warn.mock.calls.length === 2);
    const [defined, found] = warn.mock.calls.map(([text]) => String(text));
    expect(defined).toContain('Series "day" holds 99 numbers');
    expect(found).toContain('SMALL_SERIES');
    expect(found).toContain('"day" 16 of 99');
    expect(found).not.toContain('"order"');
  });

  it('does not let an app start whose numbers are fenced where scripts may not call INFO', async () => {
    await sound.client.acl('SETUSER', 'blind', 'on', '>secret', '~*', '&*', '+@all', '-info');
    const connection = sound.url.replace('redis://', 'redis://blind:secret@');
    await expect(start({ connection, doctor: 'strict', series: [Order] })).rejects.toThrow('RUN_HIDDEN');
    const durability = {
      highWater: { read: () => Promise.resolve(undefined), raise: () => Promise.resolve() },
    };
    await start({ connection, doctor: 'strict', series: [Order], durability });
  });

  it('warns once, of everything, without being asked to', async () => {
    await start({ connection: bare.url });
    await warned();
    expect(warn).toHaveBeenCalledTimes(1);
    const text = String(warn.mock.calls[0]?.[0]);
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toContain(`- ${BARE}`);
    expect(text).toContain('- warning NO_REPLICA');
    expect(text).toContain(`(${bare.host}:${bare.port})`);
  });

  it('says nothing of a sound Redis', async () => {
    const timesAsked = () => commandCount(sound.client, 'info');
    const before = await timesAsked();
    await start({ connection: sound.url });
    // The client asks once by itself.
    await eventually('it has asked', async () => (await timesAsked()) > before + 2);
    await closeAll();
    expect(warn).not.toHaveBeenCalled();
  });

  it('does not ask when it is off', async () => {
    const before = await asking(bare, (of) => commandCount(of, 'config|get'));
    const app = await start({ connection: bare.url, doctor: 'off' });
    expect(await app.get(SerialService).next(Order)).toBe('O0001');
    expect(await asking(bare, (of) => commandCount(of, 'config|get'))).toBe(before);
  });

  it('does not delay the start, and warns when Redis comes up', async () => {
    const proxy = await RedisProxy.before(bare.url);
    proxy.freeze();
    // An app that waited for an answer would not start within this test.
    await start({ connection: proxy.url, commandTimeout: '1m' });
    expect(warn).not.toHaveBeenCalled();
    proxy.heal();
    await eventually('it warns', () => warn.mock.calls.some(([text]) => String(text).includes(BARE)));
    await closeAll();
    await proxy.close();
  });

  it('looks again when Redis went away while it was asked', async () => {
    const proxy = await RedisProxy.before(bare.url);
    const own = new Redis(proxy.url, { retryStrategy: () => 20, maxRetriesPerRequest: 0 });
    own.on('error', () => undefined);
    await own.ping();
    proxy.loseReplies();
    const away = new Promise((heard) => own.once('close', heard));
    await start({ connection: own });
    await away;
    expect(warn).not.toHaveBeenCalled();
    proxy.heal();
    await warned();
    expect(warn).toHaveBeenCalledTimes(1);
    await closeAll();
    own.disconnect();
    await proxy.close();
  });

  it.each(['warn', 'strict'] as const)('lets the app end while it asks (%s)', async (doctor) => {
    const proxy = await RedisProxy.before(bare.url);
    const own = new Redis(proxy.url);
    await own.ping();
    const listeners = own.listenerCount('ready');
    proxy.freeze();
    const asked = jest.spyOn(own, 'sendCommand');
    const imports = [RedisSerialModule.forRoot({ connection: own, doctor, commandTimeout: '1m' })];
    const app = (await Test.createTestingModule({ imports }).compile()).createNestApplication({
      logger: false,
    });
    const started = app.init().catch((error: unknown) => error);
    await eventually('it asks', () => asked.mock.calls.length > 0);
    await app.close();
    if (doctor === 'strict') expect(await started).toBeInstanceOf(RedisUnavailableError);
    expect(own.listenerCount('ready')).toBe(listeners);
    expect(warn).not.toHaveBeenCalled();
    own.disconnect();
    await proxy.close();
  });

  it('does not start with a danger when it is strict, and leaves no connection', async () => {
    const before = (await bareClients()).length;
    const error: unknown = await start({ connection: bare.url, doctor: 'strict' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(OptionsError);
    expect(error).toMatchObject({ code: 'OPTIONS', path: 'doctor' });
    expect(String(error)).toContain(BARE);
    expect(String(error)).not.toContain('NO_REPLICA');
    await eventually('it is gone', async () => (await bareClients()).length === before);
  });

  it('starts with warnings alone when it is strict', async () => {
    await sound.set({ appendfsync: 'everysec' });
    await start({ connection: sound.url, doctor: 'strict' });
    await sound.set({ appendfsync: 'always' });
  });

  it('does not start when it is strict and Redis is away, or does not answer in time', async () => {
    const options = { doctor: 'strict', commandTimeout: 200 } as const;
    const away = start({ ...options, connection: 'redis://127.0.0.1:1' });
    await expect(away).rejects.toThrow(RedisUnavailableError);
    const proxy = await RedisProxy.before(bare.url);
    const own = new Redis(proxy.url);
    await own.ping();
    proxy.freeze();
    await expect(start({ ...options, connection: own })).rejects.toThrow(/within 200 ms/);
    own.disconnect();
    await proxy.close();
  });

  it('refuses another word', async () => {
    const wrong = start({ connection: bare.url, doctor: 'loud' as never });
    await expect(wrong).rejects.toThrow("doctor: expected one of 'warn', 'strict', 'off', got 'loud'");
  });

  const bareClients = (): Promise<string[]> =>
    asking(bare, async (of) =>
      String(await of.client('LIST'))
        .trim()
        .split('\n'),
    );

  it('warns in one line of what it finds on all masters of a Cluster', async () => {
    const cluster = await RedisCluster.start();
    await start({ connection: cluster.connection });
    await warned();
    await closeAll();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(String(warn.mock.calls[0]?.[0]).match(/NO_PERSISTENCE.*:\d+, .*:\d+, .*:\d+\)/g)).toHaveLength(1);
    await cluster.stop();
  });
});

async function commandCount(client: Redis, command: string): Promise<number> {
  const stats = await client.info('commandstats');
  const line = stats.split('\r\n').find((text) => text.startsWith(`cmdstat_${command}:calls=`));
  return Number(/calls=(\d+)/.exec(line ?? '')?.[1] ?? 0);
}
