import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { countListeners } from './count-listeners.script.js';

describe('countListeners', () => {
  const server = scriptServer();
  const count = (...channels: string[]): Promise<number[]> =>
    runnerOn(server.client).run(countListeners, { _register: server.key('register') }, { channels });

  it('counts who listens to each channel, in their order, and writes nothing', async () => {
    const [a, b, c] = [server.key('a'), server.key('b'), server.key('c')];
    const listeners = [server.client.duplicate(), server.client.duplicate()] as const;
    try {
      await listeners[0].subscribe(b, c);
      await listeners[1].subscribe(b);
      expect(await count(a, b, c)).toEqual([0, 2, 1]);
      expect(await count(c)).toEqual([1]);
    } finally {
      for (const listener of listeners) listener.disconnect();
    }
    expect(await server.client.exists(server.key('register'))).toBe(0);
  });

  it('counts nothing where no channel is asked about', async () => {
    expect(await count()).toEqual([]);
  });
});
