import { scriptServer } from '../../../../../test/support/script-server.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { answerCensus } from './answer-census.script.js';

describe('answerCensus', () => {
  const server = scriptServer();
  const census = (): string => server.key('census');
  const answer = (name: string, by: number): Promise<number> =>
    runnerOn(server.client).run(answerCensus, { census: census() }, { name, by });

  it('counts who has answered, for each census by itself', async () => {
    expect(await answer('a', 1)).toBe(1);
    expect(await answer('a', 1)).toBe(2);
    expect(await answer('b', 1)).toBe(1);
    expect(await server.client.hgetall(census())).toEqual({ a: '2', b: '1' });
  });

  it('only asks with 0', async () => {
    expect(await answer('a', 0)).toBe(0);
    await answer('a', 1);
    expect(await answer('a', 0)).toBe(1);
  });

  it('leaves the incarnation of the last census', async () => {
    await server.client.hset(census(), 'run', 'an incarnation');
    await answer('a', 1);
    expect(await server.client.hget(census(), 'run')).toBe('an incarnation');
  });

  it("refuses another program's value", async () => {
    await server.client.set(census(), 'a');
    await expect(answer('a', 1)).rejects.toThrow(OptionsError);
  });
});
