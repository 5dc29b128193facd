import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { writeFenced, type FencedWrite } from './write-fenced.script.js';

const HIGHEST_FENCE = 9_007_199_254_740_991;

describe('writeFenced', () => {
  const server = scriptServer();
  const key = (): string => server.key('fenced');
  const write = (value: string, fence: number, ttlMs: number | 'never' = 'never'): Promise<FencedWrite> =>
    runnerOn(server.client).run(writeFenced, { key: key() }, { value, fence, ttlMs });
  const stored = (): Promise<Record<string, string>> => server.client.hgetall(key());
  const ttl = (): Promise<number> => server.client.pttl(key());

  it('writes where nothing stands: a hash with value and fence', async () => {
    expect(await write('état\n2 ', 7)).toBe('written');
    expect(await stored()).toEqual({ value: 'état\n2 ', fence: '7' });
  });

  it('writes a fence to the last digit', async () => {
    expect(await write('', HIGHEST_FENCE)).toBe('written');
    expect(await stored()).toEqual({ value: '', fence: String(HIGHEST_FENCE) });
  });

  it('writes under a higher fence, and again under the same one', async () => {
    // As texts, 9 would be the higher one.
    await write('a', 9);
    expect(await write('b', 10)).toBe('written');
    expect(await write('c', 10)).toBe('written');
    expect(await stored()).toEqual({ value: 'c', fence: '10' });
  });

  it('refuses a lower fence, also by one in sixteen digits', async () => {
    await write('a', HIGHEST_FENCE, 60_000);
    const expiry = await server.client.pexpiretime(key());
    expect(await write('b', HIGHEST_FENCE - 1, 10_000)).toBe('refused');
    expect(await write('b', 9)).toBe('refused');
    expect(await stored()).toEqual({ value: 'a', fence: String(HIGHEST_FENCE) });
    expect(await server.client.pexpiretime(key())).toBe(expiry);
  });

  it('keeps the value as long as the last write said', async () => {
    await write('a', 1, 60_000);
    expect(await ttl()).toBeGreaterThan(10_000);
    expect(await ttl()).toBeLessThanOrEqual(60_000);
    await write('b', 2, 3_600_000);
    expect(await ttl()).toBeGreaterThan(60_000);
    await write('c', 3);
    expect(await ttl()).toBe(-1);
    await write('d', 4, 10_000);
    expect(await ttl()).toBeGreaterThan(0);
  });

  it.each([
    ['a text', ['SET', 'a'], 'string'],
    ['a list', ['RPUSH', 'a'], 'list'],
    ['a hash of others', ['HSET', 'name', 'a'], 'hash'],
    ['a fence that is no whole number', ['HSET', 'value', 'a', 'fence', '1.5'], 'hash'],
  ])('leaves %s as it is', async (_, [command = '', ...args], type) => {
    await server.client.call(command, key(), ...args);
    const before = await server.client.dump(key());
    expect(await write('b', HIGHEST_FENCE, 10_000)).toBe('foreign');
    expect(await server.client.type(key())).toBe(type);
    expect(await server.client.dump(key())).toBe(before);
    expect(await ttl()).toBe(-1);
  });
});
