import { scriptServer } from '../../../../../test/support/script-server.js';
import { serverRunOf } from '../../../../../test/support/server-run.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { giveBackNumbers } from './give-back-numbers.script.js';

describe('giveBackNumbers', () => {
  const server = scriptServer();
  const counter = (): string => server.key('counter');
  const last = (): Promise<string | null> => server.client.hget(counter(), 'last');
  const giveBack = (bounds: number[], step = 1, isGuarded = false): Promise<number> =>
    runnerOn(server.client).run(giveBackNumbers, { counter: counter() }, { step, isGuarded, bounds });

  it('puts the counter below a run that was taken last', async () => {
    await server.client.hset(counter(), { base: 0, last: 20 });
    expect(await giveBack([11, 20])).toBe(1);
    expect(await last()).toBe('10');
  });

  it('puts it below several runs, the latest first, with the step of the series', async () => {
    await server.client.hset(counter(), { base: 0, last: 100 });
    expect(await giveBack([90, 100, 60, 80, 10, 20], 10)).toBe(2);
    expect(await last()).toBe('50');
  });

  it('leaves it where somebody took later ones', async () => {
    await server.client.hset(counter(), { base: 0, last: 21 });
    expect(await giveBack([11, 20])).toBe(0);
    expect(await last()).toBe('21');
  });

  it('goes no further back than it was lifted', async () => {
    await server.client.hset(counter(), { base: 0, last: 30, floor: 20 });
    expect(await giveBack([26, 30, 20, 25])).toBe(1);
    expect(await last()).toBe('25');
    expect(await giveBack([21, 25])).toBe(1);
    expect(await last()).toBe('20');
  });

  it('gives back once', async () => {
    await server.client.hset(counter(), { base: 0, last: 20 });
    await giveBack([11, 20]);
    expect(await giveBack([11, 20])).toBe(0);
    expect(await last()).toBe('10');
  });

  it('is exact to the last digit', async () => {
    await server.client.hset(counter(), { base: 0, last: Number.MAX_SAFE_INTEGER });
    expect(await giveBack([Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER])).toBe(1);
    expect(await last()).toBe(String(Number.MAX_SAFE_INTEGER - 1));
  });

  it('makes no counter where there is none', async () => {
    expect(await giveBack([11, 20])).toBe(0);
    expect(await server.client.exists(counter())).toBe(0);
  });

  it('leaves a guarded one that another incarnation of the server wrote', async () => {
    await server.client.hset(counter(), { base: 0, last: 20, run: 'another' });
    expect(await giveBack([11, 20], 1, true)).toBe(0);
    expect(await last()).toBe('20');
    await server.client.hset(counter(), 'run', await serverRunOf(server.client));
    expect(await giveBack([11, 20], 1, true)).toBe(1);
    expect(await last()).toBe('10');
  });

  it('leaves the expiry as it is', async () => {
    await server.client.hset(counter(), { base: 0, last: 20 });
    await server.client.pexpire(counter(), 60_000);
    const expiry = await server.client.pexpiretime(counter());
    await giveBack([11, 20]);
    expect(await server.client.pexpiretime(counter())).toBe(expiry);
  });

  it("refuses another program's value", async () => {
    await server.client.set(counter(), '20');
    await expect(giveBack([11, 20])).rejects.toThrow(OptionsError);
    expect(await server.client.get(counter())).toBe('20');
  });
});
