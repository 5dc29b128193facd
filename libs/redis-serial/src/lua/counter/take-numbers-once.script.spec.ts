import { scriptServer } from '../../../../../test/support/script-server.js';
import { serverRunOf } from '../../../../../test/support/server-run.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { takeNumbersOnce, type TakenOnce } from './take-numbers-once.script.js';
import { readReplayRecord } from './replay.record.js';

type Args = Parameters<typeof takeNumbersOnce.argsOf>[0];

describe('takeNumbersOnce', () => {
  const server = scriptServer();
  const counter = (): string => server.key('counter');
  const census = (): string => server.key('census');
  const first = (): string => server.key('replay-1');
  const second = (): string => server.key('replay-2');
  const last = (): Promise<string | null> => server.client.hget(counter(), 'last');

  const take = (shares: readonly number[], args: Partial<Args> = {}): Promise<TakenOnce> =>
    runnerOn(server.client).run(
      takeNumbersOnce,
      { counter: counter(), census: census(), replayKeys: [first(), second()] },
      {
        ...{
          fromSecond: 0,
          toSecond: 8.64e12,
          highest: Number.MAX_SAFE_INTEGER,
          base: 0,
          expiresAt: 'never',
        },
        ...{ step: 1, replayTtlMs: 60_000, textAt: 'now', scope: '{}', guard: 'none', known: '', skip: 0 },
        ...{ shares, ...args },
      },
    );

  const answersOf = (taken: TakenOnce): readonly string[] => (taken.outcome === 'taken' ? taken.answers : []);
  const recordOf = async (replay: string): Promise<unknown> =>
    readReplayRecord((await server.client.get(replay)) ?? '');

  it('takes the numbers of each share, and keeps those that have a key', async () => {
    const taken = await take([3, 0, 2, 1, 1, 2], { scope: '{"shop":"é"}' });
    expect(taken).toEqual({ outcome: 'taken', now: expect.any(Number) as number, answers: ['3', '5', '6'] });
    const { now } = taken;
    const scope = { shop: 'é' };
    expect(await recordOf(first())).toEqual({
      runs: [{ first: 4, count: 2 }],
      textAt: now,
      issuedAt: now,
      scope,
    });
    expect(await recordOf(second())).toEqual({
      runs: [{ first: 6, count: 1 }],
      textAt: now,
      issuedAt: now,
      scope,
    });
    expect(await server.client.hgetall(counter())).toEqual({ base: '0', last: '6' });
  });

  it('answers what a key was given earlier, and leaves it and its time', async () => {
    await take([2, 1]);
    const given = await server.client.get(first());
    const expiry = await server.client.pexpiretime(first());
    const taken = await take([5, 1, 1, 2], { scope: '{"shop":"other"}', replayTtlMs: 3_600_000 });
    expect(answersOf(taken)).toEqual([given, '3']);
    expect(await server.client.get(first())).toBe(given);
    expect(await server.client.pexpiretime(first())).toBe(expiry);
    expect(await last()).toBe('3');
  });

  it('gives one key the same twice in one call', async () => {
    const taken = await take([2, 1, 2, 1]);
    const given = await server.client.get(first());
    expect(answersOf(taken)).toEqual(['2', given]);
    expect(await last()).toBe('2');
  });

  it('forgets what a key was given after the time that the caller said', async () => {
    await take([1, 1]);
    const ttl = await server.client.pttl(first());
    expect(ttl).toBeGreaterThan(10_000);
    expect(ttl).toBeLessThanOrEqual(60_000);
  });

  it('shows the instant that the caller wants in the text', async () => {
    await take([1, 1], { textAt: 8_639_999_999_999_999 });
    expect(await recordOf(first())).toMatchObject({ textAt: 8_639_999_999_999_999 });
  });

  it('takes all or none, keeps nothing, and tells where the counter stands', async () => {
    await take([5, 0], { highest: 10 });
    expect(await take([3, 1, 3, 2], { highest: 10 })).toMatchObject({ outcome: 'exhausted', last: 5 });
    expect(await last()).toBe('5');
    expect(await server.client.exists(first(), second())).toBe(0);
    expect(await take([3, 1, 2, 2], { highest: 10 })).toMatchObject({ answers: ['8', '10'] });
  });

  it('puts back by the step what it had taken for the shares before', async () => {
    await take([5, 0], { highest: 100, step: 10 });
    const short = await take([3, 1, 3, 2], { highest: 100, step: 10 });
    expect(short).toMatchObject({ outcome: 'exhausted', last: 50 });
    expect(await last()).toBe('50');
  });

  it('answers a key also where too few numbers are left for it', async () => {
    await take([2, 1], { highest: 2 });
    const given = await server.client.get(first());
    expect(answersOf(await take([2, 1], { highest: 2 }))).toEqual([given]);
  });

  it('goes on by the step, from the next number of the series', async () => {
    await server.client.hset(counter(), { base: 90, last: 105 });
    expect(await take([2, 1], { base: 90, step: 10 })).toMatchObject({ answers: ['130'] });
    expect(await recordOf(first())).toMatchObject({ runs: [{ first: 120, count: 2 }] });
  });

  it('lifts a counter that stands below the start of the series', async () => {
    await server.client.hset(counter(), { base: 0, last: 5 });
    expect(await take([1, 0], { base: 90, step: 10 })).toMatchObject({ answers: ['100'] });
  });

  it('counts to the last digit', async () => {
    const highest = Number.MAX_SAFE_INTEGER;
    await server.client.hset(counter(), { base: 0, last: highest - 2 });
    expect(await take([2, 1])).toMatchObject({ answers: [String(highest)] });
    expect(await recordOf(first())).toMatchObject({ runs: [{ first: highest - 1, count: 2 }] });
    expect(await take([1, 2])).toMatchObject({ outcome: 'exhausted', last: highest });
    expect(await last()).toBe(String(highest));
  });

  it('does nothing but tell the time in another one', async () => {
    const now = Number((await server.client.time())[0]);
    expect(await take([1, 1], { toSecond: now })).toMatchObject({ outcome: 'otherTime' });
    expect(await take([1, 1], { fromSecond: now + 3_600 })).toMatchObject({ outcome: 'otherTime' });
    expect(await server.client.exists(counter(), first())).toBe(0);
  });

  it('lets the counter expire with its period', async () => {
    const expiresAt = (Number((await server.client.time())[0]) + 3_600) * 1000;
    await take([1, 0], { expiresAt });
    expect(await server.client.pexpiretime(counter())).toBe(expiresAt);
  });

  it('guards the counter, for what all shares take together', async () => {
    const run = await serverRunOf(server.client);
    expect(await take([1, 1], { guard: 'fenced', skip: 1000 })).toMatchObject({ outcome: 'census' });
    await server.client.hset(census(), 'run', run);
    expect(await take([1, 1], { guard: 'fenced', skip: 1000 })).toMatchObject({ answers: ['1'] });
    expect(await server.client.hget(counter(), 'run')).toBe(run);
    await server.client.hset(counter(), 'ceiling', 40);
    expect(await take([2, 0, 2, 2], { guard: 'highWater', step: 10 })).toMatchObject({
      outcome: 'raise',
      to: 41,
    });
    await server.client.hset(counter(), 'run', 'another');
    expect(await take([1, 2], { guard: 'highWater' })).toMatchObject({ outcome: 'recover' });
    expect(await last()).toBe('1');
    expect(await server.client.exists(second())).toBe(0);
  });

  it("refuses another program's value under counter and key, and takes nothing", async () => {
    await server.client.hset(first(), 'last', 5);
    await expect(take([1, 1])).rejects.toThrow(OptionsError);
    expect(await server.client.exists(counter())).toBe(0);
    await server.client.set(counter(), '5');
    await expect(take([1, 2])).rejects.toThrow(OptionsError);
    expect(await server.client.exists(second())).toBe(0);
  });
});
