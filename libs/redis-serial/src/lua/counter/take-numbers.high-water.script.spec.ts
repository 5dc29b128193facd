import { scriptServer } from '../../../../../test/support/script-server.js';
import { serverRunOf } from '../../../../../test/support/server-run.js';
import { runnerOn } from '../../redis/client-runner.js';
import { takeNumbers, type Taken } from './take-numbers.script.js';

describe('a counter that is guarded by a high-water store', () => {
  const server = scriptServer();
  const counter = (): string => server.key('counter');
  const stored = (): Promise<Record<string, string>> => server.client.hgetall(counter());

  const take = (
    by = 1,
    known: number | '' = '',
    more: { readonly highest?: number; readonly expiresAt?: number } = {},
  ): Promise<Taken> =>
    runnerOn(server.client).run(
      takeNumbers,
      { counter: counter() },
      {
        ...{
          fromSecond: 0,
          toSecond: 8.64e12,
          by,
          highest: Number.MAX_SAFE_INTEGER,
          base: 0,
          expiresAt: 'never',
        },
        ...{ guard: 'highWater', known, skip: 1000, ...more },
      },
    );
  const isLoss = { outcome: 'recover', recovery: expect.stringMatching(/^\w{40}:\d+$/) as string };

  let run: string;
  beforeAll(async () => {
    run = await serverRunOf(server.client);
  });

  it('asks the store where it is not there, and takes nothing', async () => {
    const [seconds] = await server.client.time();
    const expiresAt = (Number(seconds) + 3_600) * 1000;
    const taken = await take(1, '', { expiresAt });
    expect(taken).toMatchObject(isLoss);
    const { recovery } = taken as Extract<Taken, { outcome: 'recover' }>;
    expect(recovery.split(':')[0]).toBe(run);
    expect(await stored()).toEqual({ recovery });
    expect(await server.client.pexpiretime(counter())).toBe(expiresAt);
  });

  it('asks with one name until it is recovered', async () => {
    const first = await take();
    expect(await take()).toEqual({ ...first, now: expect.any(Number) as number });
  });

  it('gives a loss a new name under another incarnation of the server', async () => {
    await server.client.hset(counter(), 'recovery', 'another:7');
    expect(await take()).toMatchObject(isLoss);
    expect(await server.client.hget(counter(), 'recovery')).not.toBe('another:7');
  });

  it.each([
    ['another incarnation wrote last', () => ({ base: 0, last: 40, run: 'another', ceiling: 100 }), ''],
    ['it has no ceiling', () => ({ base: 0, last: 40, run }), ''],
    ['the process knows of a higher number', () => ({ base: 0, last: 40, run, ceiling: 100 }), 41],
  ] as const)('asks the store where %s', async (_, fields, known) => {
    await server.client.hset(counter(), fields());
    expect(await take(1, known)).toMatchObject(isLoss);
    expect(await server.client.hget(counter(), 'last')).toBe('40');
  });

  it('takes numbers up to the ceiling', async () => {
    await server.client.hset(counter(), { base: 0, last: 40, run, ceiling: 100 });
    expect(await take(60, 40)).toMatchObject({ outcome: 'taken', last: 100 });
    expect(await stored()).toEqual({ base: '0', last: '100', run, ceiling: '100' });
  });

  it('asks for a higher ceiling first where it would be passed', async () => {
    await server.client.hset(counter(), { base: 0, last: 40, run, ceiling: 100 });
    expect(await take(61)).toMatchObject({ outcome: 'raise', to: 101 });
    expect(await stored()).toEqual({ base: '0', last: '40', run, ceiling: '100' });
  });

  it('asks for no higher one than there are numbers', async () => {
    await server.client.hset(counter(), { base: 0, last: 40, run, ceiling: 100 });
    expect(await take(500, 40, { highest: 200 })).toMatchObject({ outcome: 'raise', to: 200 });
    await server.client.hset(counter(), 'ceiling', 200);
    expect(await take(500, 40, { highest: 200 })).toMatchObject({ outcome: 'exhausted', last: 40 });
  });

  it('asks to the last digit', async () => {
    const last = Number.MAX_SAFE_INTEGER - 1;
    await server.client.hset(counter(), { base: 0, last, run, ceiling: last });
    expect(await take()).toMatchObject({ outcome: 'raise', to: last + 1 });
  });
});
