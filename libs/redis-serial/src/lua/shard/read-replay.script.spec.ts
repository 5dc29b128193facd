import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { readReplay } from './read-replay.script.js';

describe('readReplay', () => {
  const server = scriptServer();
  const read = (): Promise<string> =>
    runnerOn(server.client).run(readReplay, { replay: server.key('replay') }, {});

  it('answers what there is, or nothing', async () => {
    expect(await read()).toBe('');
    await server.client.set(server.key('replay'), '5*1 12 34 [{},{}]');
    expect(await read()).toBe('5*1 12 34 [{},{}]');
  });
});
