import { blindClient } from '../../../../../test/support/blind-client.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { listChannels, type Listening } from './list-channels.script.js';

describe('listChannels', () => {
  const server = scriptServer();
  const list = (pattern: string, client = server.client): Promise<Listening> =>
    runnerOn(client).run(listChannels, { _register: server.key('register') }, { pattern });

  async function uptime(): Promise<number> {
    return Number(/uptime_in_seconds:(\d+)/.exec(await server.client.info('server'))?.[1]);
  }

  it('lists the channels of the pattern to which somebody listens', async () => {
    const listener = server.client.duplicate();
    try {
      await listener.subscribe(server.key('a'), server.key('b'), `other${server.key('a')}`);
      const { channels } = await list(`${server.key('')}*`);
      expect([...channels].sort()).toEqual([server.key('a'), server.key('b')]);
      await listener.unsubscribe(server.key('a'));
      expect((await list(`${server.key('')}*`)).channels).toEqual([server.key('b')]);
    } finally {
      listener.disconnect();
    }
  });

  it('says how long the server has run, and writes nothing', async () => {
    const before = await uptime();
    const { uptime: said, channels } = await list(`${server.key('')}*`);
    expect(channels).toEqual([]);
    expect(said).toBeGreaterThanOrEqual(before);
    expect(said).toBeLessThanOrEqual(await uptime());
    expect(await server.client.exists(server.key('register'))).toBe(0);
  });

  it('takes it to have run for 3 s where it does not say', async () => {
    const blind = await blindClient(server.client);
    try {
      expect(await list(server.key('*'), blind.client)).toEqual({ uptime: 3, channels: [] });
    } finally {
      await blind.end();
    }
  });
});
