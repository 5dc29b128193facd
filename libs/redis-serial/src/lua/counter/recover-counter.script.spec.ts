import { scriptServer } from '../../../../../test/support/script-server.js';
import { serverRunOf } from '../../../../../test/support/server-run.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { recoverCounter } from './recover-counter.script.js';

describe('recoverCounter', () => {
  const server = scriptServer();
  const counter = (): string => server.key('counter');
  const stored = (): Promise<Record<string, string>> => server.client.hgetall(counter());
  const recover = (
    recovery: string,
    floor: number,
    ceiling: number,
    expiresAt: number | 'never' = 'never',
  ): Promise<boolean> =>
    runnerOn(server.client).run(
      recoverCounter,
      { counter: counter() },
      { recovery, floor, ceiling, base: 0, expiresAt },
    );
  let run: string;
  beforeAll(async () => {
    run = await serverRunOf(server.client);
  });

  it('begins a counter above what the store has recorded', async () => {
    await server.client.hset(counter(), 'recovery', `${run}:7`);
    expect(await recover(`${run}:7`, 500, 1500)).toBe(true);
    expect(await stored()).toEqual({ base: '0', last: '500', run, ceiling: '1500' });
    expect(await server.client.pttl(counter())).toBe(-1);
  });

  it('lets it expire with its period', async () => {
    const [seconds] = await server.client.time();
    const expiresAt = (Number(seconds) + 3_600) * 1000;
    await server.client.hset(counter(), 'recovery', `${run}:7`);
    await recover(`${run}:7`, 500, 1500, expiresAt);
    expect(await server.client.pexpiretime(counter())).toBe(expiresAt);
  });

  it('lifts one that has lost its last numbers, and does not lower one that stands higher', async () => {
    await server.client.hset(counter(), { base: 0, last: 300, run: 'another', recovery: `${run}:7` });
    expect(await recover(`${run}:7`, 500, 1500)).toBe(true);
    expect(await stored()).toEqual({ base: '0', last: '500', run, ceiling: '1500' });
    await server.client.hset(counter(), { last: 700, recovery: `${run}:8` });
    expect(await recover(`${run}:8`, 500, 1500)).toBe(true);
    expect(await stored()).toEqual({ base: '0', last: '700', run, ceiling: '1500' });
  });

  it('is exact to the last digit', async () => {
    const highest = Number.MAX_SAFE_INTEGER;
    await server.client.hset(counter(), 'recovery', `${run}:7`);
    await recover(`${run}:7`, highest - 1, highest);
    expect(await stored()).toMatchObject({ last: String(highest - 1), ceiling: String(highest) });
  });

  it('recovers a loss once', async () => {
    await server.client.hset(counter(), 'recovery', `${run}:7`);
    await recover(`${run}:7`, 500, 1500);
    expect(await recover(`${run}:7`, 900, 1900)).toBe(false);
    expect(await server.client.hget(counter(), 'last')).toBe('500');
  });

  it('does nothing after another loss of the same server', async () => {
    const before = { base: '0', last: '300', recovery: `${run}:8` };
    await server.client.hset(counter(), before);
    expect(await recover(`${run}:7`, 500, 1500)).toBe(false);
    expect(await stored()).toEqual(before);
  });

  it('does nothing where another incarnation noticed the loss', async () => {
    const before = { base: '0', last: '300', recovery: 'another:7' };
    await server.client.hset(counter(), before);
    expect(await recover('another:7', 500, 1500)).toBe(false);
    expect(await stored()).toEqual(before);
  });

  it('makes no counter where there is none', async () => {
    expect(await recover(`${run}:7`, 500, 1500)).toBe(false);
    expect(await server.client.exists(counter())).toBe(0);
  });

  it("refuses another program's value", async () => {
    await server.client.set(counter(), 'a');
    await expect(recover(`${run}:7`, 500, 1500)).rejects.toThrow(OptionsError);
  });
});
