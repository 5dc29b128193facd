import { existsSync } from 'node:fs';
import { localRedis, RedisServerNotFoundError } from 'local-redis';
import { askRedis } from '../../support/ask-redis.js';

describe('localRedis', () => {
  const given = process.env.REDIS_URL;

  beforeEach(() => {
    delete process.env.REDIS_URL;
  });

  afterAll(() => {
    if (given !== undefined) process.env.REDIS_URL = given;
  });

  it('starts a server and stops it', async () => {
    const { url, server, stop } = await localRedis({ args: ['--maxmemory', '32mb'] });
    if (!server) throw new Error('No server was started');
    try {
      expect(url).toBe(server.url);
      expect(await askRedis(server.port, 'CONFIG GET maxmemory')).toContain('33554432');
    } finally {
      await stop();
    }
    expect(server.running).toBe(false);
    expect(existsSync(server.dir)).toBe(false);
  });

  it('takes the Redis of REDIS_URL and never stops it', async () => {
    const other = await localRedis();
    try {
      process.env.REDIS_URL = other.url;
      const { url, server, stop } = await localRedis();
      expect({ url, server }).toEqual({ url: other.url, server: undefined });
      await stop();
      expect(other.server?.running).toBe(true);
    } finally {
      await other.stop();
    }
  });

  it('prefers the url of its options', async () => {
    process.env.REDIS_URL = 'redis://variable:1';
    expect(await localRedis({ url: 'redis://option:2' })).toMatchObject({ url: 'redis://option:2' });
  });

  it('starts a server when REDIS_URL is empty', async () => {
    process.env.REDIS_URL = '';
    const { server, stop } = await localRedis();
    await stop();
    expect(server).toBeDefined();
  });

  it('looks for the program as it is told', async () => {
    await expect(localRedis({ platform: 'darwin', path: '' })).rejects.toThrow(RedisServerNotFoundError);
  });
});
