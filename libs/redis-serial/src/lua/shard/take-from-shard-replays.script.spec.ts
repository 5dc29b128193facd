import { LATER, LONG_AGO, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { COVERS, TakingFromShard } from '../../../../../test/support/lua/taking-from-shard.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import type { ShardReply } from './shard-reply.js';
import { takeFromShard } from './take-from-shard.script.js';

const MOST = Number.MAX_SAFE_INTEGER;

describe('takeFromShard', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const taking = new TakingFromShard(server, shard, (client, ...call) =>
    runnerOn(client).run(takeFromShard, ...call),
  );

  beforeEach(async () => {
    await shard.put();
    await shard.opened(30, { a: 10 });
  });

  describe('with idempotency keys', () => {
    const replay = (name: string, record = '60000 {"shop":"a b"}'): { key: string; record: string } => ({
      key: server.key(name),
      record,
    });
    const recordsOf = (reply: ShardReply): Record<string, string> =>
      Object.fromEntries((reply as Extract<ShardReply, { outcome: 'took' }>).records);

    it('remembers for a while what each was given', async () => {
      const replays = [replay('one'), replay('two', '70000 {}')];
      const reply = await taking.take(
        [
          ['a', '3 1 now'],
          ['b', '2 2 5000'],
          ['a', 1],
        ],
        { replays, step: 10, base: 0 },
      );
      const { now } = reply;
      expect(reply).toMatchObject({ n: 36, answers: ['40', '20', '50'] });
      const records = [`20*3 ${now} ${now} {"shop":"a b"}`, `10*2 5000 ${now} {}`];
      expect(recordsOf(reply)).toEqual({ 1: records[0], 2: records[1] });
      expect(await Promise.all(replays.map(({ key }) => server.client.get(key)))).toEqual(records);
      const expiries = await Promise.all(replays.map(({ key }) => server.client.pexpiretime(key)));
      const later = await shard.now();
      for (const [index, ttl] of [60_000, 70_000].entries()) {
        expect(expiries[index]).toBeGreaterThanOrEqual(now + ttl);
        expect(expiries[index]).toBeLessThanOrEqual(later + ttl);
      }
    });

    it('gives again what one was given, and takes nothing for it', async () => {
      const replays = [replay('one')];
      await server.client.set(replays[0]?.key ?? '', '4*1 5000 6000 {}');
      const reply = await taking.take(
        [
          ['a', '3 1 now'],
          ['b', 2],
        ],
        { replays },
      );
      expect(reply).toMatchObject({ n: 32, answers: ['r1', '2'] });
      expect(recordsOf(reply)).toEqual({ 1: '4*1 5000 6000 {}' });
      expect(await shard.hash()).toMatchObject({ a: '10' });
      expect(await server.client.pttl(replays[0]?.key ?? '')).toBe(-1);
    });

    it('gives again what one was given in a period that is closed by now', async () => {
      const replays = [replay('one'), replay('two')];
      await server.client.set(replays[0]?.key ?? '', '4*1 5000 6000 [{},{}]');
      const wants = [
        ['a', '1 1 5000'],
        ['a', '1 2 5000'],
        ['a', 1],
      ] as const;
      const reply = await taking.takeOf([taking.period(wants, { closesAt: LONG_AGO })], { replays });
      expect(reply).toMatchObject({ n: 30, answers: ['r1', 'c', 'c'] });
      expect(await server.client.exists(server.key('two'))).toBe(0);
    });

    it('gives the same to two who come with one key at once', async () => {
      const replays = [replay('one')];
      const reply = await taking.take(
        [
          ['a', '3 1 5000'],
          ['a', '1 1 5000'],
        ],
        { replays },
      );
      expect(reply).toMatchObject({ n: 33, answers: ['13', 'r1'] });
      expect(recordsOf(reply)).toEqual({ 1: `11*3 5000 ${reply.now} {"shop":"a b"}` });
    });

    it('finds the keys behind several periods', async () => {
      const next = taking.period([['a', '1 2 5000']], { id: '2027', hash: server.key('2027') });
      const replays = [replay('one', '60000 {"a":1}'), replay('two', '70000 {"b":2}')];
      const reply = await taking.takeOf(
        [
          taking.period([
            ['b', 1],
            ['a', '1 1 5000'],
          ]),
          next,
        ],
        { replays },
      );
      const given = { 1: `11*1 5000 ${reply.now} {"a":1}`, 2: `1*1 5000 ${reply.now} {"b":2}` };
      expect(recordsOf(reply)).toEqual(given);
      expect(await server.client.get(server.key('two'))).toBe(given[2]);
    });

    it('remembers nothing where too few are left, the period is closed or the ceiling is reached', async () => {
      const replays = [replay('one')];
      const wants = [['a', '3 1 now']] as const;
      expect(await taking.take(wants, { replays, highest: 12 })).toMatchObject({ answers: ['s10'] });
      const closed = taking.period(wants, { closesAt: LONG_AGO });
      expect(await taking.takeOf([closed], { replays })).toMatchObject({ answers: ['c'] });
      await shard.put({ c: 31, c2: 31, t2: await shard.now() });
      expect(await taking.take(wants, { replays })).toMatchObject({ outcome: 'burst' });
      expect(await server.client.exists(server.key('one'))).toBe(0);
    });

    it('remembers the last digit', async () => {
      await shard.counters({ a: MOST - 1 });
      const reply = await taking.take([['a', '1 1 5000']], { replays: [replay('one')], highest: MOST });
      expect(recordsOf(reply)[1]?.startsWith(`${MOST}*1 5000 `)).toBe(true);
    });

    it('says so when another program keeps something else under the key', async () => {
      await server.client.hset(server.key('one'), { of: 'another program' });
      await expect(taking.take([['a', '3 1 now']], { replays: [replay('one')] })).rejects.toThrow(
        OptionsError,
      );
      expect(await shard.hash()).toMatchObject({ a: '10' });
    });
  });

  describe('that lifts a counter', () => {
    it('makes room for it below the ceilings, and gives none until that is safe', async () => {
      const [before, register] = [await shard.now(), await shard.register()];
      const reply = await taking.take([['a', '^50']], { step: 10 });
      expect(reply).toMatchObject({ outcome: 'took', n: 34, answers: ['50'] });
      const { a = '', ...hash } = await shard.hash();
      expect(hash).toMatchObject({ '!a': '50', '#n': '34' });
      const [last, epoch, till] = a.split(' ').map(Number);
      expect([last, epoch]).toEqual([50, 0]);
      expect(till).toBeGreaterThanOrEqual(before + COVERS);
      expect(till).toBeLessThanOrEqual((await shard.now()) + COVERS);
      expect(await shard.register()).toEqual({
        ...register,
        ...{ n: '34', '@me': '34', o2026: '34', c: '1004', c2: '1004', n2: '4', q: '504' },
      });
      const waiting = (await taking.take([['a', 1]], { step: 10 })) as Extract<
        ShardReply,
        { outcome: 'took' }
      >;
      expect(waiting).toMatchObject({ outcome: 'took', n: 34 });
      expect(waiting.answers).toHaveLength(1);
      const waits = Number(/^w(\d+)$/.exec(waiting.answers[0] ?? '')?.[1]);
      expect(waits).toBeLessThanOrEqual(COVERS);
      expect(waits).toBeGreaterThan(COVERS - 30_000);
    });

    it('is told in the history, once for each time it rose', async () => {
      await taking.take([
        ['a', '^20'],
        ['a', '^30'],
        ['a', '^30'],
        ['b', '^5'],
        ['c', 1],
      ]);
      expect(await shard.history()).toEqual([
        'advanced 0 5 2026 b',
        'advanced 20 30 2026 a',
        'advanced 10 20 2026 a',
      ]);
      await taking.take([['a', '^50']], { highest: 49 });
      expect(await shard.history()).toHaveLength(3);
    });

    it('says so where that is to be known, and is not told in the history', async () => {
      const reply = await taking.take([
        ['a', '>50'],
        ['b', '>0'],
        ['a', '>20'],
      ]);
      expect(reply).toMatchObject({ n: 30 + 40, answers: ['u50', '0', '50'] });
      expect(await shard.hash()).toMatchObject({
        '!a': '50',
        a: expect.stringMatching(/^50 0 \d+$/) as string,
      });
      expect(await shard.history()).toEqual([]);
    });

    it('goes on when that is safe', async () => {
      await shard.counters({ a: `50 0 ${LONG_AGO}` });
      expect(await taking.take([['a', 1]])).toMatchObject({ n: 31, answers: ['51'] });
      expect(await shard.hash()).toMatchObject({ a: '51' });
    });

    it('lifts it again meanwhile, and waits anew', async () => {
      const soon = (await shard.now()) + 1000;
      await shard.counters({ a: `50 0 ${soon}`, '!a': 50 });
      expect(await taking.take([['a', '^60']])).toMatchObject({ n: 40, answers: ['60'] });
      const { a = '', '!a': floor } = await shard.hash();
      expect(floor).toBe('60');
      expect(Number(a.split(' ')[2])).toBeGreaterThan(soon);
    });

    it('gives none to those who come behind in the same call', async () => {
      const reply = await taking.take([
        ['a', '^50'],
        ['a', 1],
        ['b', 1],
      ]);
      const { answers } = reply as Extract<ShardReply, { outcome: 'took' }>;
      expect(answers).toEqual(['50', `w${COVERS}`, '1']);
      expect((await shard.hash()).a).toMatch(/^50 0 \d+$/);
    });

    it('never lowers it, but gives nothing back below that', async () => {
      expect(await taking.take([['a', '^5']])).toMatchObject({ n: 30, answers: ['10'] });
      const { a = '', '!a': floor } = await shard.hash();
      expect([a.split(' ')[0], floor]).toEqual(['10', '10']);
      // As a text, 9 would be the higher one.
      expect(await taking.take([['a', '^9']])).toMatchObject({ answers: ['10'] });
    });

    it('does not lift it above the highest', async () => {
      const hash = await shard.hash();
      expect(await taking.take([['a', '^50']], { highest: 49 })).toMatchObject({ n: 30, answers: ['s10'] });
      expect(await shard.hash()).toEqual(hash);
    });

    it('lifts to the last digit, after what it jumped', async () => {
      await shard.put({ e: 1, J: 100, J0: 0 });
      expect(await taking.take([['a', '^105']], { goes: true })).toMatchObject({ n: 30, answers: ['110'] });
      expect(await taking.take([['a', `^${MOST}`]], { goes: true, highest: MOST })).toMatchObject({
        answers: [String(MOST)],
      });
      expect(await shard.hash()).toMatchObject({ a: `${MOST} 1`, '!a': String(MOST) });
    });

    it.each([
      ['the shard is young', { born: LATER, st: undefined }, {}],
      ['the caller does not wait for what is safe', {}, { goes: true }],
    ])('gives more at once where %s', async (_, fields, options) => {
      await shard.put(fields);
      expect(await taking.take([['a', '^50']], options)).toMatchObject({ n: 70, answers: ['50'] });
      expect(await shard.hash()).toMatchObject({ a: '50', '!a': '50' });
    });

    it('uses up numbers below the ceiling of a store', async () => {
      await shard.put({ g: 'highWater', c: 69, c2: 69 });
      const vouched = await shard.identity();
      expect(await taking.take([['a', '^50']], { vouched })).toMatchObject({ outcome: 'raise', to: 70 });
      await shard.put({ c: 70 });
      expect(await taking.take([['a', '^50']], { vouched })).toMatchObject({ n: 70, answers: ['50'] });
      expect(await shard.hash()).toMatchObject({ a: '50', '!a': '50' });
      expect(await shard.register()).toMatchObject({ c: '70', c2: '69' });
    });

    it('opens its period', async () => {
      const next = taking.period([['a', '^40']], { id: '2027', hash: server.key('2027') });
      expect(await taking.takeOf([next], { goes: true })).toMatchObject({ n: 70, answers: ['40'] });
      expect(await shard.register()).toMatchObject({ o2027: '70', p2027: '30 never' });
    });
  });
});
