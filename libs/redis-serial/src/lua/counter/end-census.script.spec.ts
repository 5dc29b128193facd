import { scriptServer } from '../../../../../test/support/script-server.js';
import { serverRunOf } from '../../../../../test/support/server-run.js';
import { runnerOn } from '../../redis/client-runner.js';
import { endCensus } from './end-census.script.js';

describe('endCensus', () => {
  const server = scriptServer();
  const census = (): string => server.key('census');
  const end = (): Promise<undefined> => runnerOn(server.client).run(endCensus, { census: census() }, {});

  it('keeps nothing but the incarnation of the server, for ever', async () => {
    await server.client.hset(census(), 'run', 'another', 'a', 2, 'b', 1);
    await server.client.pexpire(census(), 60_000);
    await end();
    expect(await server.client.hgetall(census())).toEqual({ run: await serverRunOf(server.client) });
    expect(await server.client.pttl(census())).toBe(-1);
  });

  it('may end twice', async () => {
    await end();
    await end();
    expect(await server.client.hgetall(census())).toEqual({ run: await serverRunOf(server.client) });
  });

  it('takes the place of whatever stands there', async () => {
    await server.client.set(census(), 'a');
    await end();
    expect(await server.client.type(census())).toBe('hash');
  });
});
