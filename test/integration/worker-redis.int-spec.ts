import { askRedis } from '../support/ask-redis.js';
import { eventually } from '../support/eventually.js';
import { isAlive } from '../support/is-alive.js';
import { scriptServer } from '../support/script-server.js';
import { testRedis } from '../support/test-redis.js';
import { workerRedis } from '../support/worker-redis.js';

// Nobody kills a Redis that somebody else has started.
const whereItIsOurs = process.env.REDIS_URL ? it.skip : it;

describe('the Redis of a worker', () => {
  it('is one for all who ask, each with a key prefix of its own', async () => {
    const [one, other] = await Promise.all([testRedis(), testRedis()]);
    expect(one.url).toBe(other.url);
    expect(one.keyPrefix).not.toBe(other.keyPrefix);
  });

  describe('for Lua scripts', () => {
    const redis = scriptServer();
    const keys: string[] = [];

    it.each(['one', 'another'])('gives %s test keys of its own', async () => {
      expect(await redis.client.exists(redis.key('counter'))).toBe(0);
      await redis.client.set(redis.key('counter'), 1);
      keys.push(redis.key('counter'));
      expect(new Set(keys).size).toBe(keys.length);
    });

    it('gives a test all keys in one slot', () => {
      const [one, other] = [redis.key('counter'), redis.key('replay')];
      expect(one).toMatch(/^\{[^}]+\}:counter$/);
      expect(other.split('}')[0]).toBe(one.split('}')[0]);
    });
  });

  whereItIsOurs('is another one for the next when somebody kills it', async () => {
    const before = await workerRedis();
    const info = await askRedis(Number(new URL(before).port), 'INFO server');
    const pid = Number(/process_id:(\d+)/.exec(info)?.[1]);
    process.kill(pid, 'SIGKILL');
    await eventually('it is gone', () => !isAlive(pid));
    await eventually('there is another', async () => (await workerRedis()) !== before);
    expect(await askRedis(Number(new URL(await workerRedis()).port), 'PING')).toBe('+PONG');
  });
});
