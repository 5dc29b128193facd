import { scriptServer } from '../../../../../test/support/script-server.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { takeNumbers, type Taken } from './take-numbers.script.js';

const HIGHEST = Number.MAX_SAFE_INTEGER;
const END_OF_TIME_S = 8.64e12;

describe('takeNumbers', () => {
  const server = scriptServer();
  const counter = (): string => server.key('counter');
  const stored = (): Promise<Record<string, string>> => server.client.hgetall(counter());
  const second = async (): Promise<number> => Number((await server.client.time())[0]);

  const take = (by: number, args: Partial<Parameters<typeof takeNumbers.argsOf>[0]> = {}): Promise<Taken> =>
    runnerOn(server.client).run(
      takeNumbers,
      { counter: counter() },
      { fromSecond: 0, toSecond: END_OF_TIME_S, by, highest: HIGHEST, base: 0, expiresAt: 'never', ...args },
    );

  it('begins a counter with the first of its numbers, and tells the time', async () => {
    const before = await second();
    const taken = await take(3, { base: 10 });
    expect(taken).toEqual({ outcome: 'taken', now: expect.any(Number) as number, last: 13 });
    expect(taken.now).toBeGreaterThanOrEqual(before * 1000);
    expect(taken.now).toBeLessThan((await second()) * 1000 + 1000);
    expect(await stored()).toEqual({ base: '10', last: '13' });
  });

  it('goes on from where the counter stands, whatever base a later caller has', async () => {
    await take(0);
    expect(await take(3, { base: 10 })).toMatchObject({ outcome: 'taken', last: 3 });
    expect(await take(2, { base: 10 })).toMatchObject({ outcome: 'taken', last: 5 });
    expect(await stored()).toEqual({ base: '0', last: '5' });
  });

  it('takes nothing with 0, and tells where the counter stands', async () => {
    expect(await take(0, { base: 10 })).toMatchObject({ outcome: 'taken', last: 10 });
    await take(5);
    expect(await take(0)).toMatchObject({ outcome: 'taken', last: 15 });
    expect(await stored()).toEqual({ base: '10', last: '15' });
  });

  it('takes all or none, and tells where the counter stands', async () => {
    await take(8, { highest: 10 });
    expect(await take(3, { highest: 10 })).toMatchObject({ outcome: 'exhausted', last: 8 });
    expect(await stored()).toEqual({ base: '0', last: '8' });
    expect(await take(2, { highest: 10 })).toMatchObject({ outcome: 'taken', last: 10 });
    expect(await take(0, { highest: 9 })).toMatchObject({ outcome: 'exhausted', last: 10 });
  });

  it('counts to the last digit', async () => {
    expect(await take(1, { base: 99_999_999_999_998 })).toMatchObject({ last: 99_999_999_999_999 });
    expect(await take(1)).toMatchObject({ last: 100_000_000_000_000 });
    await server.client.hset(counter(), 'last', HIGHEST - 1);
    expect(await take(1)).toMatchObject({ outcome: 'taken', last: HIGHEST });
    expect(await take(1)).toMatchObject({ outcome: 'exhausted', last: HIGHEST });
    expect(await take(HIGHEST)).toMatchObject({ outcome: 'exhausted', last: HIGHEST });
    expect(await server.client.hget(counter(), 'last')).toBe(String(HIGHEST));
  });

  it('does nothing but tell the time in another one', async () => {
    const now = await second();
    const hour = 3_600;
    for (const time of [
      { fromSecond: now - hour, toSecond: now },
      { fromSecond: now + hour, toSecond: now + 2 * hour },
    ]) {
      const { outcome, now: told } = await take(1, time);
      expect(outcome).toBe('otherTime');
      expect(told).toBeGreaterThanOrEqual(now * 1000);
    }
    expect(await server.client.exists(counter())).toBe(0);
    expect(await take(1, { fromSecond: now, toSecond: now + hour })).toMatchObject({ outcome: 'taken' });
  });

  it('lets the counter expire when it was begun to, whatever a later caller says', async () => {
    const expiresAt = ((await second()) + 3_600) * 1000;
    await take(1, { expiresAt });
    expect(await server.client.pexpiretime(counter())).toBe(expiresAt);
    await take(1, { expiresAt: expiresAt + 1 });
    await take(1);
    expect(await server.client.pexpiretime(counter())).toBe(expiresAt);
  });

  it('keeps a counter that never expires', async () => {
    await take(1);
    expect(await server.client.pttl(counter())).toBe(-1);
  });

  it("refuses another program's value, and leaves it", async () => {
    await server.client.set(counter(), '5');
    await expect(take(1)).rejects.toThrow(OptionsError);
    expect(await server.client.get(counter())).toBe('5');
  });
});
