import { scriptServer } from '../../../../../test/support/script-server.js';
import { serverRunOf } from '../../../../../test/support/server-run.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { liftCounter } from './lift-counter.script.js';

describe('liftCounter', () => {
  const server = scriptServer();
  const counter = (): string => server.key('counter');
  const stored = (): Promise<Record<string, string>> => server.client.hgetall(counter());
  const lift = (known: number, skip: number, expiresAt: number | 'never' = 'never'): Promise<undefined> =>
    runnerOn(server.client).run(liftCounter, { counter: counter() }, { known, skip, base: 0, expiresAt });
  let run: string;
  beforeAll(async () => {
    run = await serverRunOf(server.client);
  });

  it('makes a counter that is lost anew, past what is known', async () => {
    await lift(41, 1000);
    expect(await stored()).toEqual({ base: '0', last: '1041', run });
    expect(await server.client.pttl(counter())).toBe(-1);
  });

  it('lets it expire with its period', async () => {
    const [seconds] = await server.client.time();
    const expiresAt = (Number(seconds) + 3_600) * 1000;
    await lift(41, 1000, expiresAt);
    expect(await server.client.pexpiretime(counter())).toBe(expiresAt);
  });

  it('lifts one that has lost its last numbers', async () => {
    await server.client.hset(counter(), { base: 0, last: 30, run });
    await lift(41, 1000);
    expect(await stored()).toEqual({ base: '0', last: '1041', run, skip: '1000' });
  });

  it('leaves one that knows as much, and keeps how far to jump', async () => {
    await server.client.hset(counter(), { base: 0, last: 41, run });
    await lift(41, 1000);
    expect(await stored()).toEqual({ base: '0', last: '41', run, skip: '1000' });
  });

  it('lifts past where it stands, and not less far than another process wanted, after a loss', async () => {
    await server.client.hset(counter(), { base: 0, last: 50, run: 'another', skip: 5000 });
    await lift(41, 1000);
    expect(await stored()).toEqual({ base: '0', last: '5050', run, skip: '5000' });
  });

  it('is exact to the last digit', async () => {
    await lift(Number.MAX_SAFE_INTEGER - 2, 1);
    expect(await server.client.hget(counter(), 'last')).toBe('9007199254740990');
  });

  it('lifts once for all who know as much', async () => {
    await lift(41, 1000);
    await lift(41, 1000);
    await lift(1041, 1000);
    expect(await server.client.hget(counter(), 'last')).toBe('1041');
  });

  it("refuses another program's value", async () => {
    await server.client.set(counter(), 'a');
    await expect(lift(41, 1000)).rejects.toThrow(OptionsError);
    expect(await server.client.get(counter())).toBe('a');
  });
});
