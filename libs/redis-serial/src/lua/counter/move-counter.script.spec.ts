import { scriptServer } from '../../../../../test/support/script-server.js';
import { serverRunOf } from '../../../../../test/support/server-run.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { moveCounter, type CounterReading } from './move-counter.script.js';

type Args = Parameters<typeof moveCounter.argsOf>[0];

const HIGHEST = Number.MAX_SAFE_INTEGER;

describe('moveCounter', () => {
  const server = scriptServer();
  const counter = (): string => server.key('counter');
  const census = (): string => server.key('census');
  const stored = (): Promise<Record<string, string>> => server.client.hgetall(counter());

  const move = (floor: number | 'none', last: number, args: Partial<Args> = {}): Promise<CounterReading> =>
    runnerOn(server.client).run(
      moveCounter,
      { counter: counter(), census: census() },
      {
        ...{ fromSecond: 0, toSecond: 8.64e12, highest: HIGHEST, base: 0, expiresAt: 'never' },
        ...{ floor, last, ...args },
      },
    );
  const read = (args: Partial<Args> = {}): Promise<CounterReading> => move('none', 0, args);

  it('reads that there is none, and makes none', async () => {
    expect(await read()).toEqual({ outcome: 'read', now: expect.any(Number) as number, value: undefined });
    expect(await server.client.exists(counter())).toBe(0);
  });

  it('reads where it stands, and changes nothing', async () => {
    await server.client.hset(counter(), { base: 0, last: HIGHEST });
    expect(await read()).toMatchObject({ outcome: 'read', value: HIGHEST });
    expect(await stored()).toEqual({ base: '0', last: String(HIGHEST) });
  });

  it('reads the higher one of where it stands and what it was lifted to', async () => {
    await server.client.hset(counter(), { base: 0, last: 40, floor: 45 });
    expect(await read()).toMatchObject({ value: 45 });
    await server.client.hset(counter(), 'last', 100);
    expect(await read()).toMatchObject({ value: 100 });
  });

  it('lifts a counter, to the last number up to the floor', async () => {
    await server.client.hset(counter(), { base: 10, last: 15 });
    expect(await move(95, 90, { base: 10 })).toMatchObject({ outcome: 'read', value: 95 });
    expect(await stored()).toEqual({ base: '10', last: '90', floor: '95' });
    // As texts, 95 would be the higher one.
    expect(await move(105, 100, { base: 10 })).toMatchObject({ outcome: 'read', value: 105 });
    expect(await stored()).toEqual({ base: '10', last: '100', floor: '105' });
  });

  it('begins one that is not there, and lets it expire with its period', async () => {
    const expiresAt = (Number((await server.client.time())[0]) + 3_600) * 1000;
    expect(await move(105, 100, { base: 10, expiresAt })).toMatchObject({ value: 105 });
    expect(await stored()).toEqual({ base: '10', last: '100', floor: '105' });
    expect(await server.client.pexpiretime(counter())).toBe(expiresAt);
  });

  it('never lowers it', async () => {
    // As texts, 9 would be the higher one.
    await server.client.hset(counter(), { base: 0, last: 10, floor: 10 });
    expect(await move(9, 9)).toMatchObject({ value: 10 });
    expect(await stored()).toEqual({ base: '0', last: '10', floor: '10' });
  });

  it('keeps that nothing up to the floor is given back, also where it stands higher', async () => {
    await server.client.hset(counter(), { base: 0, last: 100 });
    expect(await move(50, 50)).toMatchObject({ value: 100 });
    expect(await stored()).toEqual({ base: '0', last: '100', floor: '50' });
    await move(0, 0);
    expect(await stored()).toEqual({ base: '0', last: '100', floor: '50' });
  });

  it('lifts to the last digit', async () => {
    expect(await move(HIGHEST, HIGHEST)).toMatchObject({ value: HIGHEST });
    expect(await stored()).toEqual({ base: '0', last: String(HIGHEST), floor: String(HIGHEST) });
  });

  it('does nothing but tell the time in another one', async () => {
    const now = Number((await server.client.time())[0]);
    expect(await move(5, 5, { toSecond: now })).toMatchObject({ outcome: 'otherTime' });
    expect(await move(5, 5, { fromSecond: now + 3_600 })).toMatchObject({ outcome: 'otherTime' });
    expect(await server.client.exists(counter())).toBe(0);
  });

  it('asks for a census first where nothing is known of it, and remembers who wrote it', async () => {
    const fenced = { guard: 'fenced', known: '', skip: 1000 } as const;
    expect(await move(105, 100, fenced)).toMatchObject({
      outcome: 'census',
      uptime: expect.any(Number) as number,
    });
    expect(await read(fenced)).toMatchObject({ outcome: 'census' });
    expect(await server.client.exists(counter())).toBe(0);
    const run = await serverRunOf(server.client);
    await server.client.hset(census(), 'run', run);
    expect(await move(105, 100, fenced)).toMatchObject({ outcome: 'read', value: 105 });
    expect(await stored()).toEqual({ base: '0', last: '100', floor: '105', run });
  });

  it('jumps after a loss before it is read or lifted', async () => {
    await server.client.hset(counter(), { base: 0, last: 40, run: 'another' });
    expect(await read({ guard: 'fenced', known: '', skip: 1000 })).toMatchObject({ value: 1040 });
    expect(await move(105, 100, { guard: 'fenced', known: 2000, skip: 1000 })).toMatchObject({ value: 3000 });
  });

  it('asks for a higher ceiling only as far as it is lifted', async () => {
    const run = await serverRunOf(server.client);
    const highWater = { guard: 'highWater', known: '', skip: 1000 } as const;
    await server.client.hset(counter(), { base: 0, last: 40, run, ceiling: 100 });
    expect(await move(105, 101, highWater)).toMatchObject({ outcome: 'raise', to: 101 });
    expect(await move(105, 100, highWater)).toMatchObject({ outcome: 'read', value: 105 });
    expect(await move(30, 30, highWater)).toMatchObject({ outcome: 'read', value: 105 });
    await server.client.hset(counter(), 'ceiling', 90);
    expect(await move(30, 30, highWater)).toMatchObject({ outcome: 'raise', to: 100 });
    await server.client.hset(counter(), 'run', 'another');
    expect(await read(highWater)).toMatchObject({ outcome: 'recover' });
  });

  it("refuses another program's value, and leaves it", async () => {
    await server.client.set(counter(), '5');
    await expect(read()).rejects.toThrow(OptionsError);
    await expect(move(5, 5)).rejects.toThrow(OptionsError);
    expect(await server.client.get(counter())).toBe('5');
  });
});
