import { once } from 'node:events';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { tell } from './tell.script.js';

describe('tell', () => {
  const server = scriptServer();
  const send = (message: string): Promise<number> =>
    runnerOn(server.client).run(
      tell,
      { _register: server.key('register') },
      { channel: server.key('channel'), message },
    );

  it('answers 0 where nobody listens, and writes nothing', async () => {
    expect(await send('loss')).toBe(0);
    expect(await server.client.exists(server.key('register'))).toBe(0);
  });

  it('tells all who listen, and answers how many they are', async () => {
    const channel = server.key('channel');
    const listeners = [server.client.duplicate(), server.client.duplicate()];
    try {
      for (const listener of listeners) await listener.subscribe(channel);
      const heard = listeners.map((listener) => once(listener, 'message'));
      expect(await send('a loss of 5')).toBe(2);
      expect(await Promise.all(heard)).toEqual(Array(2).fill([channel, 'a loss of 5']));
    } finally {
      for (const listener of listeners) listener.disconnect();
    }
  });
});
