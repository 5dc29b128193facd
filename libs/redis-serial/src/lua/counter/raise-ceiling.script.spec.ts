import { scriptServer } from '../../../../../test/support/script-server.js';
import { serverRunOf } from '../../../../../test/support/server-run.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { raiseCeiling } from './raise-ceiling.script.js';

describe('raiseCeiling', () => {
  const server = scriptServer();
  const counter = (): string => server.key('counter');
  const ceiling = (): Promise<string | null> => server.client.hget(counter(), 'ceiling');
  const raise = (to: number): Promise<undefined> =>
    runnerOn(server.client).run(raiseCeiling, { counter: counter() }, { ceiling: to });
  let run: string;
  beforeAll(async () => {
    run = await serverRunOf(server.client);
  });

  it('raises the ceiling, and nothing else', async () => {
    await server.client.hset(counter(), { base: 0, last: 5, run, ceiling: 100 });
    await raise(Number.MAX_SAFE_INTEGER);
    expect(await server.client.hgetall(counter())).toEqual({
      base: '0',
      last: '5',
      run,
      ceiling: String(Number.MAX_SAFE_INTEGER),
    });
    expect(await server.client.pttl(counter())).toBe(-1);
  });

  it('never lowers it', async () => {
    // As texts, 99 would be the higher one.
    await server.client.hset(counter(), { last: 5, run, ceiling: 100 });
    await raise(99);
    expect(await ceiling()).toBe('100');
  });

  it.each([
    ['another incarnation wrote last', () => ({ run: 'another', ceiling: 100 })],
    ['the incarnation is not known', () => ({ ceiling: 100 })],
    ['a loss was noticed', () => ({ run, ceiling: 100, recovery: `${run}:7` })],
  ])('leaves it where %s', async (_, fields) => {
    await server.client.hset(counter(), fields());
    await raise(200);
    expect(await ceiling()).toBe('100');
  });

  it('makes none where there is none', async () => {
    await raise(200);
    expect(await server.client.exists(counter())).toBe(0);
    await server.client.hset(counter(), { last: 5, run });
    await raise(200);
    expect(await ceiling()).toBeNull();
  });

  it("refuses another program's value", async () => {
    await server.client.set(counter(), 'a');
    await expect(raise(200)).rejects.toThrow(OptionsError);
  });
});
