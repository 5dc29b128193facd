import { blindClient } from '../../../../../test/support/blind-client.js';
import { LATER, LONG_AGO, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import type { ShardReply } from './shard-reply.js';
import { takeQuietly } from './take-quietly.script.js';

type Args = Parameters<typeof takeQuietly.argsOf>[0];
type Wants = readonly (readonly [field: string, numbers: number])[];

describe('takeQuietly', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);

  /** Takes from the period 2026, unless `rest` says otherwise. */
  async function take(wants: Wants, args: Partial<Args> = {}, client = server.client): Promise<ShardReply> {
    const { register, hash } = shard.keys;
    const time = { fromSecond: 0, toSecond: LATER / 1000 };
    const rest = ['2026', LATER, wants.length, ...wants.flat()].map(String);
    return await runnerOn(client).run(
      takeQuietly,
      { register, hashes: [hash] },
      {
        ...{ member: 'me', w: 0, vouched: await shard.identity(), ...time },
        ...{ step: 1, base: 0, highest: 9999, rest, ...args },
      },
    );
  }

  async function ready(fields: Parameters<typeof shard.put>[0] = {}, counters = {}): Promise<void> {
    await shard.put({ q: 1000 });
    await shard.opened(30, { a: 10, ...counters });
    await shard.put({ '@me': 20, ...fields });
  }

  const expectCareful = async (wants: Wants, args: Partial<Args> = {}): Promise<void> => {
    const before = await shard.all();
    expect(await take(wants, args)).toEqual({ outcome: 'careful', now: expect.any(Number) as number });
    expect(await shard.all()).toEqual(before);
  };

  it('takes numbers of each counter, and writes how far they and the shard went', async () => {
    await ready({}, { b: 20 });
    const [register, hash, before] = [await shard.register(), await shard.hash(), await shard.now()];
    const { now, ...reply } = await take(
      [
        ['a', 3],
        ['new', 2],
        ['b', 1],
      ],
      { w: 20 },
    );
    expect(reply).toEqual({
      ...{
        outcome: 'took',
        n: 36,
        safe: '-',
        recovery: 'last',
        answers: ['13', '2', '21'],
        records: new Map(),
      },
    });
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(await shard.now());
    expect(await shard.register()).toEqual({ ...register, n: '36', '@me': '36', o2026: '36' });
    expect(await shard.hash()).toEqual({ ...hash, a: '13', new: '2', b: '21', '#n': '36' });
  });

  it('takes from several periods at once', async () => {
    await ready({ o2027: 9 });
    const next = server.key('2027');
    await server.client.hset(next, { '#n': 9, '#o': 0, '#b': 5 });
    const { register, hash } = shard.keys;
    const rest = ['2026', LATER, 2, '2027', LATER, 2, 'a', 1, 'b', 2, 'a', 3, 'z', 0].map(String);
    const args = { member: 'me', w: 0, vouched: await shard.identity(), fromSecond: 0 };
    const reply = await runnerOn(server.client).run(
      takeQuietly,
      { register, hashes: [hash, next] },
      { ...args, toSecond: LATER / 1000, step: 1, base: 0, highest: 9999, rest },
    );
    expect(reply).toMatchObject({ n: 36, answers: ['11', '2', '8', '5'] });
    expect(await shard.hash()).toMatchObject({ a: '11', b: '2', '#n': '36' });
    expect(await server.client.hgetall(next)).toEqual({ '#n': '36', '#o': '0', '#b': '5', a: '8' });
    expect(await shard.register()).toMatchObject({ n: '36', o2026: '36', o2027: '36' });
  });

  it('makes a table of a small hash where many counters are wanted, and leaves nothing else in it', async () => {
    const encoding = (): Promise<unknown> => server.client.object('ENCODING', shard.keys.hash);
    await ready();
    const wants = Array.from({ length: 9 }, (_, index) => [`s${index}`, 1] as const);
    await take(wants.slice(1));
    expect(await encoding()).toMatch(/^(listpack|ziplist)$/);
    const [hash, ttl] = [await shard.hash(), await server.client.pttl(shard.keys.hash)];
    expect(await take(wants)).toMatchObject({ answers: ['1', ...Array<string>(8).fill('2')] });
    expect(await encoding()).toBe('hashtable');
    const counters = Object.fromEntries(wants.map(([field], index) => [field, index === 0 ? '1' : '2']));
    expect(await shard.hash()).toEqual({ ...hash, ...counters, '#n': '47' });
    expect(Math.sign(await server.client.pttl(shard.keys.hash))).toBe(Math.sign(ttl));
    expect(await take(wants)).toMatchObject({ answers: ['2', ...Array<string>(8).fill('3')] });
  });

  it('begins a counter above what its period lost', async () => {
    await ready({}, { '#b': 7 });
    expect(await take([['b', 2]], { step: 10, base: 5 })).toMatchObject({ answers: ['95'] });
  });

  it('takes in steps, to the last digit', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    await ready({}, { a: most - 20 });
    const series = { step: 10, base: most % 10, highest: most };
    expect(await take([['a', 2]], series)).toMatchObject({ n: 32, answers: [String(most)] });
    expect(await shard.hash()).toMatchObject({ a: String(most) });
    expect(await take([['a', 1]], series)).toMatchObject({ n: 32, answers: [`s${most}`] });
  });

  it('gives all or none, and each counter for itself', async () => {
    await ready({}, { b: 20 });
    const reply = await take(
      [
        ['a', 3],
        ['b', 1],
      ],
      { highest: 12 },
    );
    expect(reply).toMatchObject({ outcome: 'took', n: 30, answers: ['s10', 's20'] });
    expect(await take([['a', 2]], { highest: 12 })).toMatchObject({ n: 32, answers: ['12'] });
    expect(await shard.hash()).toMatchObject({ a: '12', b: '20', '#n': '32' });
  });

  it('only looks where none are wanted', async () => {
    await ready();
    const before = await shard.hash();
    expect(await take([['a', 0]])).toMatchObject({ outcome: 'took', n: 30, answers: ['10'] });
    expect(await shard.hash()).toEqual(before);
    expect(await shard.register()).toMatchObject({ n: '30', '@me': '30', o2026: '30' });
  });

  it('goes on with a counter that made all jumps', async () => {
    await ready({ e: 2, J: 400, J0: 0, J1: 100 }, { a: '10 2' });
    expect(await take([['a', 3]])).toMatchObject({ answers: ['13'] });
    expect(await shard.hash()).toMatchObject({ a: '13 2' });
    await shard.counters({ '#o': 2, a: 20 });
    expect(await take([['a', 3]])).toMatchObject({ answers: ['23'] });
    expect(await shard.hash()).toMatchObject({ a: '23' });
  });

  it.each([
    ['one jump', '10 1'],
    ['any', 10],
    ['any, since it is new', undefined],
    ['a lift', '10 2 5000'],
  ])('leaves a counter alone that has not made %s', async (_, a) => {
    await ready({ e: 2, J: 400, J0: 0, J1: 100 }, { a });
    await expectCareful([['a', 1]]);
  });

  it.each([
    ['there is no shard', { id: undefined }],
    ['a recovery is under way', { rec: 'loss' }],
    ['the process is no member', { '@me': undefined }],
    ['the process was told more than Redis knows', { '@me': 19 }],
    ['another server wrote last', { id: 'of-another-server' }],
    ['the counters went back by themselves', { o2026: 31 }],
    ['the period is not open', { o2026: undefined }],
    ['nobody looked at the ceilings', { q: undefined }],
  ])('leaves it alone where %s', async (_, fields) => {
    await ready(fields);
    await expectCareful([['a', 1]], { w: 20 });
  });

  it('leaves it alone where nobody vouches for the process', async () => {
    await ready();
    for (const vouched of ['', 'of-another-server']) await expectCareful([['a', 1]], { vouched });
  });

  it('leaves it alone where the server is another one than the one vouched for', async () => {
    await ready({ id: 'of-another-server' });
    await expectCareful([['a', 1]], { vouched: 'of-another-server' });
  });

  it('leaves it alone where the counters are gone', async () => {
    await ready();
    await server.client.del(shard.keys.hash);
    await expectCareful([['a', 1]]);
  });

  it('leaves it alone where the period is closed', async () => {
    await ready();
    await expectCareful([['a', 1]], { rest: ['2026', String(LONG_AGO), '1', 'a', '1'] });
  });

  it('leaves it alone above the ceiling', async () => {
    await ready({ q: 32 });
    await expectCareful([['a', 3]]);
    expect(await take([['a', 2]])).toMatchObject({ n: 32 });
  });

  it.each([
    ['below its start', 3],
    ['between two numbers', 16],
  ])('leaves a counter alone that stands %s', async (_, a) => {
    await ready({}, { a });
    await expectCareful([['a', 1]], { step: 10, base: 5 });
  });

  it('leaves it alone where a counter is named twice, for it reads each once', async () => {
    await ready();
    await expectCareful([
      ['a', 1],
      ['b', 1],
      ['a', 1],
    ]);
  });

  it('looks at no loss, registration or ceiling where nobody asks for that', async () => {
    await ready({ g: 'none', id: 'of-another-server', '@me': 19, q: undefined });
    expect(await take([['a', 1]], { vouched: '', w: 20 })).toMatchObject({ n: 31, answers: ['11'] });
  });

  it('takes where the server does not say what it is', async () => {
    await ready({ id: '-' });
    const blind = await blindClient(server.client);
    try {
      expect(await take([['a', 1]], { vouched: '-' }, blind.client)).toMatchObject({ answers: ['11'] });
      await shard.put({ id: await shard.identity() });
      expect(await take([['a', 1]], {}, blind.client)).toMatchObject({ outcome: 'careful' });
    } finally {
      await blind.end();
    }
  });

  it('does nothing but tell the time in another one', async () => {
    await ready();
    const before = await shard.all();
    const second = Math.floor((await shard.now()) / 1000);
    for (const time of [{ fromSecond: second + 1000 }, { toSecond: second }])
      expect(await take([['a', 1]], time)).toEqual({
        outcome: 'otherTime',
        now: expect.any(Number) as number,
      });
    expect(await shard.all()).toEqual(before);
  });
});
