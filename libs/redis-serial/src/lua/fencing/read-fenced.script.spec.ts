import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import type { FencedValue } from './fenced.record.js';
import { readFenced } from './read-fenced.script.js';

const HIGHEST_FENCE = 9_007_199_254_740_991;

describe('readFenced', () => {
  const server = scriptServer();
  const key = (): string => server.key('fenced');
  const read = (): Promise<FencedValue | 'foreign' | null> =>
    runnerOn(server.client).run(readFenced, { key: key() }, {});

  it('answers null where nothing stands', async () => {
    expect(await read()).toBeNull();
    expect(await server.client.exists(key())).toBe(0);
  });

  it('answers value and fence, to the last digit', async () => {
    await server.client.hset(key(), 'value', 'état\n2 ', 'fence', HIGHEST_FENCE);
    expect(await read()).toEqual({ value: 'état\n2 ', fence: HIGHEST_FENCE });
  });

  it('answers an empty value, and the fence 0', async () => {
    await server.client.hset(key(), 'value', '', 'fence', 0);
    expect(await read()).toEqual({ value: '', fence: 0 });
  });

  it('leaves value and expiry as they are', async () => {
    await server.client.hset(key(), 'value', 'a', 'fence', 5);
    await server.client.pexpire(key(), 60_000);
    const expiry = await server.client.pexpiretime(key());
    await read();
    expect(await server.client.pexpiretime(key())).toBe(expiry);
    expect(await server.client.hgetall(key())).toEqual({ value: 'a', fence: '5' });
  });

  it.each([
    ['a text', ['SET', 'a']],
    ['a list', ['RPUSH', 'value', 'fence']],
    ['a hash without a value', ['HSET', 'fence', '5']],
    ['a hash without a fence', ['HSET', 'value', 'a']],
    ['a fence that is no number', ['HSET', 'value', 'a', 'fence', 'high']],
    ['a fence that is no whole number', ['HSET', 'value', 'a', 'fence', '1.5']],
    ['a fence below 0', ['HSET', 'value', 'a', 'fence', '-1']],
    ['a fence that numbers of Lua can not tell apart', ['HSET', 'value', 'a', 'fence', '9007199254740992']],
  ])("answers 'foreign' for %s", async (_, [command = '', ...args]) => {
    await server.client.call(command, key(), ...args);
    expect(await read()).toBe('foreign');
  });
});
