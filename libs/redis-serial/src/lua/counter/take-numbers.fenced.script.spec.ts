import { scriptServer } from '../../../../../test/support/script-server.js';
import { serverRunOf } from '../../../../../test/support/server-run.js';
import { runnerOn } from '../../redis/client-runner.js';
import { takeNumbers, type Taken } from './take-numbers.script.js';

describe('a counter that is guarded by what processes know', () => {
  const server = scriptServer();
  const counter = (): string => server.key('counter');
  const census = (): string => server.key('census');
  const stored = (): Promise<Record<string, string>> => server.client.hgetall(counter());

  const take = (
    known: number | '' = '',
    skip = 1000,
    expiresAt: number | 'never' = 'never',
  ): Promise<Taken> =>
    runnerOn(server.client).run(
      takeNumbers,
      { counter: counter(), census: census() },
      {
        ...{ fromSecond: 0, toSecond: 8.64e12, by: 1, highest: Number.MAX_SAFE_INTEGER, base: 10, expiresAt },
        ...{ guard: 'fenced', known, skip },
      },
    );

  let run: string;
  beforeAll(async () => {
    run = await serverRunOf(server.client);
  });

  it('asks for a census where nothing is known of it, and writes nothing', async () => {
    const taken = await take();
    expect(taken).toEqual({
      outcome: 'census',
      now: expect.any(Number) as number,
      uptime: expect.any(Number) as number,
    });
    expect(await server.client.exists(counter(), census())).toBe(0);
  });

  it('asks for one under each incarnation of the server', async () => {
    await server.client.hset(census(), 'run', 'another');
    expect(await take()).toMatchObject({ outcome: 'census' });
    expect(await server.client.exists(counter())).toBe(0);
  });

  it('begins after a census, and remembers who wrote it', async () => {
    const [seconds] = await server.client.time();
    const expiresAt = (Number(seconds) + 3_600) * 1000;
    await server.client.hset(census(), 'run', run);
    expect(await take('', 1000, expiresAt)).toMatchObject({ outcome: 'taken', last: 11 });
    expect(await stored()).toEqual({ base: '10', last: '11', run });
    expect(await server.client.pexpiretime(counter())).toBe(expiresAt);
  });

  it('goes on without a census where a counter is there', async () => {
    await server.client.hset(counter(), { base: 10, last: 40, run, skip: 1000 });
    expect(await take(40)).toMatchObject({ outcome: 'taken', last: 41 });
    expect(await take()).toMatchObject({ outcome: 'taken', last: 42 });
    expect(await stored()).toEqual({ base: '10', last: '42', run, skip: '1000' });
  });

  it('remembers who wrote one that was not guarded so far', async () => {
    await server.client.hset(counter(), { base: 10, last: 40 });
    expect(await take()).toMatchObject({ last: 41 });
    expect(await stored()).toMatchObject({ last: '41', run });
  });

  it('jumps once where another incarnation of the server wrote last', async () => {
    await server.client.hset(counter(), { base: 10, last: 40, run: 'another' });
    expect(await take()).toMatchObject({ outcome: 'taken', last: 1041 });
    expect(await take()).toMatchObject({ outcome: 'taken', last: 1042 });
    expect(await stored()).toEqual({ base: '10', last: '1042', run, skip: '1000' });
  });

  it('jumps past what the process knows, from the higher one', async () => {
    await server.client.hset(counter(), { base: 10, last: 40, run });
    expect(await take(60)).toMatchObject({ last: 1061 });
    await server.client.hset(counter(), { last: 2000, run: 'another' });
    expect(await take(1061)).toMatchObject({ last: 3001 });
  });

  it('makes a counter that is lost anew where the process knows of it, without a census', async () => {
    expect(await take(60)).toMatchObject({ outcome: 'taken', last: 1061 });
    expect(await stored()).toEqual({ base: '10', last: '1061', run });
  });

  it('jumps as far as the process wanted that wanted most', async () => {
    // As texts, 900 would be the further one.
    await server.client.hset(counter(), { base: 10, last: 40, run });
    await take(40, 900);
    await take(41, 5000);
    await take(42, 1000);
    expect(await server.client.hget(counter(), 'skip')).toBe('5000');
    await server.client.hset(counter(), 'run', 'another');
    expect(await take(43, 900)).toMatchObject({ last: 5044 });
  });

  it('jumps to the last digit', async () => {
    await server.client.hset(counter(), { base: 10, last: 9_007_199_254_740_000, run: 'another' });
    expect(await take('', 989)).toMatchObject({ outcome: 'taken', last: 9_007_199_254_740_990 });
  });
});
