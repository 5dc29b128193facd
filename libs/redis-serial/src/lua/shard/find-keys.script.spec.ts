import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { findKeys } from './find-keys.script.js';

describe('findKeys', () => {
  const server = scriptServer();
  const find = (...names: string[]): Promise<string> =>
    runnerOn(server.client).run(findKeys, { keys: names.map((name) => server.key(name)) }, {});

  it('answers the first that is there, whatever it is', async () => {
    expect(await find('a', 'b')).toBe('');
    await server.client.hset(server.key('b'), 'run', 'x');
    expect(await find('a', 'b')).toBe(server.key('b'));
    await server.client.set(server.key('a'), '1');
    expect(await find('a', 'b')).toBe(server.key('a'));
    expect(await find()).toBe('');
  });
});
