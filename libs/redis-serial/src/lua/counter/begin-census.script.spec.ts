import { once } from 'node:events';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { beginCensus } from './begin-census.script.js';

describe('beginCensus', () => {
  const server = scriptServer();
  const begin = (channel: string, message: string): Promise<number> =>
    runnerOn(server.client).run(beginCensus, { _census: server.key('census') }, { channel, message });

  it('answers 0 where nobody listens, and writes nothing', async () => {
    expect(await begin(server.key('channel'), 'name series')).toBe(0);
    expect(await server.client.exists(server.key('census'))).toBe(0);
  });

  it('tells all who listen, and answers how many they are', async () => {
    const channel = server.key('channel');
    const listeners = [server.client.duplicate(), server.client.duplicate()];
    try {
      for (const listener of listeners) await listener.subscribe(channel);
      const heard = listeners.map((listener) => once(listener, 'message'));
      expect(await begin(channel, 'name of series')).toBe(2);
      expect(await Promise.all(heard)).toEqual([
        [channel, 'name of series'],
        [channel, 'name of series'],
      ]);
    } finally {
      for (const listener of listeners) listener.disconnect();
    }
  });
});
