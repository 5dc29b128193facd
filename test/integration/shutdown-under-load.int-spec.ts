import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import { eventually } from '../support/eventually.js';
import { upTo } from '../support/range.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

const SCRIPT = resolve('test/support/busy-shop.mjs');
const KEYS = 10;

describe('an app that is ended under load', () => {
  let redis: TestRedis;
  let client: Redis;
  let shop: ChildProcess;
  let url: string;

  const start = async (shutdownGrace: string, requests: number): Promise<void> => {
    const args = { url: redis.url, keyPrefix: redis.keyPrefix, shutdownGrace, requests };
    shop = fork(SCRIPT, [JSON.stringify(args)], { execArgv: [] });
    [url] = (await once(shop, 'message')) as [string];
  };
  // Connections that are not kept open, so that the server need not wait for them.
  const agent = new Agent({ keepAlive: false });
  const work = async (key: string): Promise<{ status: number; body: string }> => {
    const [response] = (await once(get(`${url}/hold/${key}`, { agent }), 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, body: await text(response) };
  };
  const allHere = async (): Promise<void> => {
    await once(shop, 'message');
    await eventually('all locks are held', async () => (await locked()).length === KEYS);
  };
  const locked = (): Promise<string[]> => client.keys(`${redis.keyPrefix}:lock:*`);

  beforeEach(async () => {
    redis = await testRedis();
    client = new Redis(redis.url);
  });
  afterEach(async () => {
    shop.kill('SIGKILL');
    client.disconnect();
    await redis.stop();
  });

  it('lets holders finish, refuses those who wait, and leaves nothing behind', async () => {
    await start('20s', 100);
    const waiting = 100 - KEYS;
    let answered = 0;
    const requests = upTo(100).map((n) => work(`k${n % KEYS}`).finally(() => answered++));
    await allHere();
    const exited = once(shop, 'exit');
    shop.kill('SIGTERM');
    await eventually('those who wait are refused', () => answered === waiting);
    shop.send('finish');
    const answers = await Promise.all(requests);
    const [code, signal] = (await exited) as [number | null, string | null];

    const done = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status === 503);
    expect([done.length, refused.length]).toEqual([KEYS, waiting]);
    expect(new Set(done.map(({ body }) => body))).toEqual(new Set(['done']));
    expect(JSON.parse(refused[0]?.body ?? '{}')).toMatchObject({ code: 'REDIS_UNAVAILABLE' });
    expect([code, signal]).toEqual([null, 'SIGTERM']);
    expect(await locked()).toEqual([]);
    expect(await client.keys(`${redis.keyPrefix}:queue*`)).toEqual([]);
    expect(await client.pubsub('CHANNELS', `${redis.keyPrefix}*`)).toEqual([]);
  });

  it('tells holders that take longer than the grace time by their signals', async () => {
    await start('100ms', KEYS);
    const requests = upTo(KEYS).map((n) => work(`k${n}`));
    await allHere();
    const exited = once(shop, 'exit');
    shop.kill('SIGTERM');
    const answers = await Promise.all(requests);
    await exited;
    expect(answers.map(({ status, body }) => `${status} ${body}`)).toEqual(upTo(KEYS).map(() => '200 told'));
    expect(await locked()).toEqual([]);
  });
});
