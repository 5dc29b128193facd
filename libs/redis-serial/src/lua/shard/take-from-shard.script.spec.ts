import { LATER, LONG_AGO, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { COVERS, TakingFromShard } from '../../../../../test/support/lua/taking-from-shard.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { takeFromShard } from './take-from-shard.script.js';

const MOST = Number.MAX_SAFE_INTEGER;

// Who may take, up to which ceiling, and what idempotency keys and lifts do, is in specs of their own.
describe('takeFromShard', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const taking = new TakingFromShard(server, shard, (client, ...call) =>
    runnerOn(client).run(takeFromShard, ...call),
  );

  /** What expires when, in ms since 1970; -1 for never. */
  const expiries = async (): Promise<number[]> =>
    Promise.all(Object.values(shard.keys).map((key) => server.client.pexpiretime(key)));

  it('takes numbers of each counter, and writes how far they and the shard went', async () => {
    await shard.put();
    await shard.opened(30, { a: 10, b: 20 });
    const [register, hash, before] = [await shard.register(), await shard.hash(), await shard.now()];
    const { now, ...reply } = await taking.take([
      ['a', 3],
      ['new', 2],
      ['b', 1],
    ]);
    const safe = await shard.identity();
    expect(reply).toEqual({
      outcome: 'took',
      n: 36,
      safe,
      recovery: 'last',
      answers: ['13', '2', '21'],
      records: new Map(),
    });
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(await shard.now());
    expect(await shard.register()).toEqual({ ...register, n: '36', '@me': '36', o2026: '36', q: '500' });
    expect(await shard.hash()).toEqual({ ...hash, a: '13', new: '2', b: '21', '#n': '36' });
    expect(await shard.history()).toEqual([]);
  });

  it('gives a counter that is named twice other numbers each time', async () => {
    await shard.put();
    await shard.opened(30, { a: 10 });
    expect(
      await taking.take([
        ['a', 1],
        ['b', 1],
        ['a', 2],
      ]),
    ).toMatchObject({ n: 34, answers: ['11', '1', '13'] });
    expect(await shard.hash()).toMatchObject({ a: '13' });
  });

  it('takes in steps, to the last digit', async () => {
    await shard.put();
    await shard.opened(30, { a: MOST - 20 });
    const series = { step: 10, base: MOST % 10, highest: MOST };
    expect(await taking.take([['a', 2]], series)).toMatchObject({ n: 32, answers: [String(MOST)] });
    expect(await shard.hash()).toMatchObject({ a: String(MOST) });
    expect(await taking.take([['a', 1]], series)).toMatchObject({ n: 32, answers: [`s${MOST}`] });
  });

  it.each([
    ['between two numbers', 16, '35'],
    ['on a number', 25, '35'],
    ['below its start', 3, '15'],
    ['far below it', '-900 0', '15'],
  ])('goes on with the next number of a counter that stands %s', async (_, a, expected) => {
    await shard.put();
    await shard.opened(30, { a });
    expect(await taking.take([['a', 1]], { step: 10, base: 5 })).toMatchObject({
      n: 31,
      answers: [expected],
    });
  });

  it('gives all or none; who comes behind waits for those who may want less', async () => {
    await shard.put();
    await shard.opened(30, { a: 10, b: 20 });
    const wants = [
      ['a', 3],
      ['a', 1],
      ['b', 1],
    ] as const;
    expect(await taking.take(wants, { highest: 12 })).toMatchObject({
      n: 30,
      answers: ['s10', 's10', 's20'],
    });
    expect(await taking.take([['a', 2]], { highest: 12 })).toMatchObject({ n: 32, answers: ['12'] });
    // Looks only, at a counter that stands above the highest since an edit.
    expect(await taking.take([['b', 0]], { highest: 12 })).toMatchObject({ n: 32, answers: ['20'] });
    expect(await shard.hash()).toMatchObject({ a: '12', b: '20', '#n': '32' });
  });

  it('does nothing but tell the time in another one', async () => {
    await shard.put();
    const before = await shard.all();
    const second = Math.floor((await shard.now()) / 1000);
    for (const time of [{ fromSecond: second + 1000 }, { toSecond: second }])
      expect(await taking.take([['a', 1]], time)).toEqual({
        outcome: 'otherTime',
        now: expect.any(Number) as number,
      });
    expect(await shard.all()).toEqual(before);
  });

  it('takes where nobody asks for losses, whatever the register says of them', async () => {
    await shard.put({ g: 'none', id: 'of-another-server', c: 0, c2: 0, '+me': LATER, '@me': 3 });
    await shard.opened(30, { a: 10 });
    expect(await taking.take([['a', 1]], { w: 5 })).toMatchObject({ outcome: 'took', answers: ['11'] });
    expect(await shard.register()).toMatchObject({ q: '0', c: '0', c2: '0', id: 'of-another-server' });
  });

  describe('a period', () => {
    it('is opened, and everything lives as long as the counters', async () => {
      await shard.put({ n: 30 });
      await server.client.lpush(shard.keys.history, '5 an event');
      const expiresAt = (await shard.now()) + 3_600_000;
      const period = taking.period([['a', 2]], { expiresAt });
      expect(await taking.takeOf([period])).toMatchObject({ n: 32, answers: ['2'] });
      expect(await shard.hash()).toEqual({ a: '2', '#n': '32', '#o': '0', '#b': '0' });
      expect(await shard.register()).toMatchObject({ o2026: '32', p2026: `30 ${expiresAt}` });
      expect(await expiries()).toEqual([expiresAt, expiresAt, expiresAt]);
    });

    it('keeps the register as long as the longest, and forgets the ones that have expired', async () => {
      const now = await shard.now();
      const [sooner, later] = [now + 3_600_000, now + 7_200_000];
      await shard.put({ o2024: 1, p2024: `0 ${now - 1000}`, o2025: 2, p2025: `0 ${later}` });
      await server.client.lpush(shard.keys.history, '5 an event');
      await taking.takeOf([taking.period([['a', 2]], { expiresAt: sooner })]);
      expect(await expiries()).toEqual([later, later, sooner]);
      const register = await shard.register();
      for (const name of ['o2024', 'p2024']) expect(register).not.toHaveProperty(name);
      expect(register).toMatchObject({ o2025: '2', p2025: `0 ${later}` });
    });

    it('that never ends keeps them for ever', async () => {
      const now = await shard.now();
      await shard.put({ p2025: `0 ${now + 7_200_000}` });
      for (const key of [shard.keys.register, shard.keys.history]) {
        if (key === shard.keys.history) await server.client.lpush(key, '5 an event');
        await server.client.pexpire(key, 60_000);
      }
      await taking.take([['a', 2]]);
      expect(await expiries()).toEqual([-1, -1, -1]);
      await server.client.del(shard.keys.hash);
      await shard.put({ o2026: undefined });
      const next = taking.period([['a', 1]], { id: '2027', expiresAt: now + 3_600_000 });
      await taking.takeOf([next]);
      expect(await expiries()).toEqual([-1, -1, now + 3_600_000]);
    });

    it('is not opened where nothing of it is taken', async () => {
      await shard.put();
      expect(await taking.take([['a', 1]], { highest: 0 })).toMatchObject({ n: 0, answers: ['s0'] });
      expect(await taking.take([['a', 0]])).toMatchObject({ n: 0, answers: ['0'] });
      expect(await server.client.exists(shard.keys.hash)).toBe(0);
      expect(await shard.register()).not.toHaveProperty('o2026');
    });

    it('gives no number from when on it is closed', async () => {
      await shard.put();
      await shard.opened(30, { a: 10 });
      const hash = await shard.hash();
      const closed = taking.period(
        [
          ['a', 1],
          ['a', '^50'],
        ],
        { closesAt: LONG_AGO },
      );
      expect(await taking.takeOf([closed])).toMatchObject({ n: 30, answers: ['c', 'c'] });
      expect(await shard.hash()).toEqual(hash);
    });

    it('shares a call with others', async () => {
      await shard.put();
      await shard.opened(30, { a: 10 });
      const next = taking.period(
        [
          ['a', 4],
          ['b', 1],
        ],
        { id: '2027', hash: server.key('2027') },
      );
      const reply = await taking.takeOf([taking.period([['a', 3]]), next]);
      expect(reply).toMatchObject({ n: 38, answers: ['13', '4', '1'] });
      expect(await shard.hash()).toMatchObject({ a: '13', '#n': '38' });
      expect(await server.client.hgetall(next.hash)).toEqual({
        ...{ a: '4', b: '1', '#n': '38', '#o': '0', '#b': '0' },
      });
      expect(await shard.register()).toMatchObject({ n: '38', o2026: '38', o2027: '38', p2027: '30 never' });
    });

    it('knows its counters from those of ten others', async () => {
      await shard.put();
      const periods = Array.from({ length: 11 }, (_, index) =>
        taking.period([[index === 0 ? '15' : '5', index === 0 ? 7 : 1]], {
          ...{ id: `day ${index}`, hash: server.key(`day ${index}`) },
        }),
      );
      expect(await taking.takeOf(periods)).toMatchObject({ answers: ['7', ...Array<string>(10).fill('1')] });
    });

    it('that has not begun waits until its mark is safe', async () => {
      await shard.put();
      const future = taking.period([['a', 2]], { beginsAt: LATER });
      const before = await shard.now();
      expect(await taking.takeOf([future])).toMatchObject({ outcome: 'fresh', forMs: COVERS });
      const mark = (await shard.register()).o2026 ?? '';
      expect(mark[0]).toBe('w');
      expect(Number(mark.slice(1))).toBeGreaterThanOrEqual(before + COVERS);
      expect(Number(mark.slice(1))).toBeLessThanOrEqual((await shard.now()) + COVERS);
      expect(await server.client.exists(shard.keys.hash)).toBe(0);
      await shard.put({ o2026: `w${(await shard.now()) + 30_000}` });
      const { outcome, forMs } = (await taking.takeOf([future])) as { outcome: string; forMs: number };
      expect(outcome).toBe('fresh');
      expect(forMs).toBeGreaterThan(0);
      expect(forMs).toBeLessThanOrEqual(30_000);
      await shard.put({ o2026: `w${LONG_AGO}` });
      expect(await taking.takeOf([future])).toMatchObject({ outcome: 'took', answers: ['2'] });
      expect(await shard.register()).toMatchObject({ o2026: '2', p2026: '0 never' });
    });

    it.each([
      ['the shard is young', { born: LATER, st: undefined }],
      ['nobody asks for losses', { g: 'none' }],
    ])('that has not begun waits for nothing where %s', async (_, fields) => {
      await shard.put(fields);
      const future = taking.period([['a', 2]], { beginsAt: LATER });
      expect(await taking.takeOf([future])).toMatchObject({ outcome: 'took', answers: ['2'] });
    });

    it('whose counters are gone goes on above all that the shard has given since its opening', async () => {
      const expiresAt = (await shard.now()) + 3_600_000;
      await shard.put({ n: 30, o2026: 25, p2026: `10 ${expiresAt - 1}` });
      const period = taking.period([['a', 2]], { expiresAt });
      expect(await taking.takeOf([period])).toEqual({ outcome: 'again', now: expect.any(Number) as number });
      expect(await shard.hash()).toEqual({ '#n': '30', '#o': '0', '#b': '20' });
      expect(await shard.register()).toMatchObject({ n: '30', o2026: '30', p2026: `10 ${expiresAt}` });
      expect(await server.client.pexpiretime(shard.keys.hash)).toBe(expiresAt);
      expect(await shard.history()).toEqual(['renewed 2026 20']);
      expect(await taking.takeOf([period])).toMatchObject({ n: 32, answers: ['22'] });
      expect(await taking.takeOf([{ ...period, wants: [['b', 0]] }])).toMatchObject({ answers: ['20'] });
    });

    it('whose counters went back begins anew, also where they know of more than the shard', async () => {
      await shard.put({ e: 1, J: 100, J0: 0 });
      await shard.opened(30, { a: 10 });
      await shard.put({ o2026: 25, p2026: '-5 never' });
      await shard.counters({ '#n': 40 });
      expect(await taking.take([['a', 1]])).toMatchObject({ outcome: 'again' });
      expect(await shard.hash()).toEqual({ '#n': '40', '#o': '1', '#b': '45' });
      expect(await shard.register()).toMatchObject({ n: '40', o2026: '40' });
      expect(await server.client.pttl(shard.keys.hash)).toBe(-1);
    });

    it('of which the register knows nothing is taken to have had all numbers', async () => {
      await shard.put({ n: 30 });
      await shard.counters({ '#n': 20, '#o': 0, '#b': 0, a: 5 });
      expect(await taking.take([['a', 1]])).toMatchObject({ outcome: 'again' });
      expect(await shard.hash()).toEqual({ '#n': '30', '#o': '0', '#b': '30' });
    });
  });

  describe('after two jumps', () => {
    beforeEach(async () => {
      await shard.put({ e: 2, J: 400, J0: 0, J1: 100, jt: LONG_AGO });
    });

    it.each([
      ['none', 10, '411', '411 2'],
      ['the first', '10 1', '311', '311 2'],
      ['both', '10 2', '11', '11 2'],
    ])('a counter makes those that it has not made: it made %s', async (_, a, answer, field) => {
      await shard.opened(500, { a });
      expect(await taking.take([['a', 1]])).toMatchObject({ n: 501, answers: [answer] });
      expect(await shard.hash()).toMatchObject({ a: field });
    });

    it('a counter jumps so many numbers, not so far', async () => {
      await shard.opened(500, { a: '25 1' });
      expect(await taking.take([['a', 1]], { step: 10, base: 5 })).toMatchObject({ answers: ['3035'] });
    });

    it('a counter of a period that was opened later made them', async () => {
      await shard.opened(500, { a: 10, '#o': 2 });
      expect(await taking.take([['a', 1]])).toMatchObject({ answers: ['11'] });
      expect(await shard.hash()).toMatchObject({ a: '11' });
      await shard.counters({ '#o': 1 });
      expect(await taking.take([['b', 1]])).toMatchObject({ answers: ['301'] });
    });

    it('a new counter begins above them where who died may have issued in the period', async () => {
      await shard.put({ n: 500 });
      expect(await taking.take([['a', 1]])).toMatchObject({ answers: ['401'] });
      expect(await shard.hash()).toEqual({ a: '401 2', '#n': '501', '#o': '0', '#b': '0', '#e': '2' });
      expect(await shard.register()).toMatchObject({ p2026: '100 never' });
    });

    it('a period that has begun since begins with its first number', async () => {
      await shard.put({ n: 500 });
      const since = taking.period([['a', 1]], { beginsAt: LONG_AGO + 1 });
      expect(await taking.takeOf([since])).toMatchObject({ answers: ['1'] });
      expect(await shard.hash()).toEqual({ a: '1', '#n': '501', '#o': '2', '#b': '0', '#e': '2' });
      expect(await shard.register()).toMatchObject({ p2026: '500 never' });
    });

    it('a period that has not begun begins above them, for it may have been issued from', async () => {
      await shard.put({ n: 500, o2026: `w${LONG_AGO}` });
      const future = taking.period([['a', 1]], { beginsAt: LATER });
      expect(await taking.takeOf([future])).toMatchObject({ answers: ['401'] });
    });
  });

  it.each(['register', 'hash'] as const)(
    'says so when another program keeps something else under the key: %s',
    async (name) => {
      if (name === 'hash') await shard.put();
      await server.client.set(shard.keys[name], 'of another program');
      await expect(taking.take([['a', 1]])).rejects.toThrow(OptionsError);
    },
  );
});
