import { blindClient } from '../../../../../test/support/blind-client.js';
import { LONG_AGO, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { upTo } from '../../../../../test/support/range.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { joinShard, type Joined } from './join-shard.script.js';

type Args = Parameters<typeof joinShard.argsOf>[0];

const COVERS = 60_000;

describe('joinShard', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const join = (args: Partial<Args> = {}, client = server.client): Promise<Joined> => {
    const { register, history } = shard.keys;
    return runnerOn(client).run(
      joinShard,
      { register, history },
      {
        ...{ member: 'new', kind: 'fenced', w: 0, fingerprint: 'fp', description: '{}', accepts: '' },
        ...{
          covers: COVERS,
          hearWithin: 5000,
          skip: 100,
          skips: false,
          confirm: '',
          retention: '1',
          claims: false,
          creates: false,
          survey: false,
        },
        ...{ begins: 0, asked: [], ...args },
      },
    );
  };

  /** That a time in the register is the present. */
  const expectPresent = async (time: string | undefined, before: number): Promise<void> => {
    expect(Number(time)).toBeGreaterThanOrEqual(before);
    expect(Number(time)).toBeLessThanOrEqual(await shard.now());
  };

  describe('a new shard', () => {
    it('is made only where the caller says so', async () => {
      expect(await join()).toEqual({ outcome: 'unknown' });
      expect(await server.client.exists(shard.keys.register)).toBe(0);
    });

    it('begins with the n that it is told, below a ceiling; nobody in it is fresh', async () => {
      const [identity, before] = [await shard.identity(), await shard.now()];
      const joined = await join({ creates: true, begins: 40, description: '{"a":1}' });
      expect(joined).toEqual({
        recovery: (await shard.register()).r,
        periods: '',
        ...{ outcome: 'joined', identity, freshMs: 0, joined: 1, ceiling: 140, strongest: 'fenced', n: 40 },
        others: [],
      });
      const { born, t1, t2, r, '+new': joinedAt, ...register } = await shard.register();
      expect(r).toBe((joined as { recovery?: string }).recovery);
      for (const time of [born, t1, t2, joinedAt]) await expectPresent(time, before);
      expect(register).toEqual({
        ...{ v: '2', fp: 'fp', def: '{"a":1}', g: 'fenced', id: identity, n: '40', e: '0', J: '0', jt: '0' },
        ...{
          c: '140',
          c2: '140',
          n2: '40',
          m: '1',
          cv: String(COVERS),
          ret: '1',
          '@new': '40',
          '&new': 'fenced',
        },
      });
      expect(await shard.history()).toEqual([]);
    });

    it('makes who joins it with a store wait until somebody vouches for it', async () => {
      expect(await join({ creates: true, kind: 'highWater' })).toMatchObject({
        ...{ strongest: 'highWater', freshMs: COVERS },
      });
    });

    it('begins with a survey of all who may know of it, and nobody is a member before', async () => {
      const [identity, before] = [await shard.identity(), await shard.now()];
      const reply = await join({ creates: true, survey: true, asked: ['a', 'b'] });
      const { rec, until, ...register } = await shard.register();
      expect(reply).toEqual({ outcome: 'recovering', recovery: rec, base: 0 });
      expect(rec?.startsWith(identity.slice(0, 8))).toBe(true);
      await expectPresent(String(Number(until) - 5000), before);
      expect(register).toMatchObject({ survey: '1', base: '0', '?a': '1', '?b': '1', m: '0' });
      expect(register).not.toHaveProperty('@new');
    });

    it('counts to the last digit', async () => {
      const most = Number.MAX_SAFE_INTEGER;
      expect(await join({ creates: true, begins: most - 100 })).toMatchObject({ ceiling: most });
      expect(await shard.register()).toMatchObject({ n: String(most - 100), c2: String(most) });
    });
  });

  it('tells of the periods that are open where another retention is wanted than the last one', async () => {
    await shard.opened(70);
    const periods = '2026 0 never';
    expect(await join({ retention: '9' })).toMatchObject({ periods });
    await shard.put({ ret: '9' });
    expect(await join({ retention: '9' })).toMatchObject({ periods: '' });
    expect(await join({ retention: '8' })).toMatchObject({ periods });
    expect(await join({ retention: '9', kind: 'highWater' })).toMatchObject({ periods });
  });

  it('keeps what a member takes for safe, until one joins that takes something else', async () => {
    await shard.put({ a: 50, ak: 'disk', q: 40, cv: COVERS, '~new': 'disk 1' });
    await join({ confirm: 'disk' });
    await join({ member: 'none', kind: 'none' });
    expect(await shard.register()).toMatchObject({ a: '50', q: '40', '~new': 'disk 1' });
    await join({ member: 'other' });
    const { a, ak, q } = await shard.register();
    expect([a, ak, q]).toEqual([undefined, undefined, undefined]);
    await join({ confirm: 'replicas' });
    expect(await shard.register()).toMatchObject({ '~new': 'replicas' });
  });

  it('adds a member, and tells it of the others', async () => {
    await shard.put({ n: 70, m: 2 });
    await shard.member('a', { kind: 'none' });
    const [before, register] = [await shard.now(), await shard.register()];
    const { others, ...reply } = (await join()) as Extract<Joined, { outcome: 'joined' }>;
    expect(reply).toEqual({
      ...{ outcome: 'joined', identity: await shard.identity(), freshMs: COVERS, joined: 3, ceiling: 1000 },
      ...{ strongest: 'fenced', n: 70, recovery: 'last', periods: '' },
    });
    expect([...others].sort()).toEqual(['a', 'me']);
    const { '+new': joinedAt, ...after } = await shard.register();
    await expectPresent(joinedAt, before);
    const added = { '@new': '70', '&new': 'fenced', m: '3', cv: String(COVERS), ret: '1' };
    expect(after).toEqual({ ...register, ...added });
    expect(await server.client.exists(shard.keys.history)).toBe(0);
  });

  it('is fresh until that is safe, but in the first moments of a shard', async () => {
    const now = await shard.now();
    await shard.put({ born: now - COVERS + 30_000 });
    expect(await join()).toMatchObject({ freshMs: 0 });
    await shard.put({ born: now - COVERS });
    expect(await join()).toMatchObject({ freshMs: COVERS });
  });

  it('joins again, as old as it is, and is none of the others', async () => {
    await shard.put({ n: 70 });
    expect(await join({ member: 'me' })).toMatchObject({ n: 70, others: [] });
    expect(await shard.register()).toMatchObject({ '@me': '70', '+me': String(LONG_AGO), m: '2' });
  });

  it.each([
    ['none', 'none', 'none'],
    ['none', 'fenced', 'fenced'],
    ['fenced', 'none', 'fenced'],
    ['highWater', 'fenced', 'highWater'],
    ['fenced', 'highWater', 'highWater'],
    ['highWater', 'none', 'highWater'],
  ])('holds what the strongest wants: %s beside %s makes %s', async (kind, other, strongest) => {
    await shard.put({ '&me': other });
    expect(await join({ kind })).toMatchObject({ strongest });
    expect(await shard.register()).toMatchObject({ g: strongest, '&new': kind });
  });

  it('falls back to what is left when the strongest has gone', async () => {
    await shard.put({ g: 'highWater', '&me': 'none', q: 50 });
    expect(await join({ kind: 'none' })).toMatchObject({ strongest: 'none' });
    const register = await shard.register();
    expect(register).toMatchObject({ g: 'none' });
    // What may be taken without a look was said under another guard.
    expect(register).not.toHaveProperty('q');
  });

  it('keeps the longest time that a member wants to be covered for', async () => {
    // As a text, 9000 would be the longer one.
    await shard.put({ cv: 9000 });
    await join();
    expect(await shard.register()).toMatchObject({ cv: String(COVERS) });
    await join({ covers: 9000 });
    expect(await shard.register()).toMatchObject({ cv: String(COVERS) });
    await shard.put({ cv: undefined });
    await join({ covers: 9000 });
    expect(await shard.register()).toMatchObject({ cv: '9000' });
  });

  it('remembers since when members do not wait', async () => {
    await shard.put();
    await join();
    expect(await shard.register()).not.toHaveProperty('sk');
    const before = await shard.now();
    await join({ skips: true });
    await expectPresent((await shard.register()).sk, before);
    await shard.put({ sk: LONG_AGO });
    await join({ skips: true });
    expect(await shard.register()).toMatchObject({ sk: String(LONG_AGO) });
  });

  describe('a series that was edited', () => {
    it('is refused, with the descriptions that it had', async () => {
      await shard.put({ def: 'old', d1: 'older', d2: 'oldest' });
      const before = await shard.all();
      const reply = await join({ fingerprint: 'other', accepts: 'third' });
      expect(reply).toMatchObject({ outcome: 'changed', fingerprint: 'fp' });
      const { descriptions } = reply as Extract<Joined, { outcome: 'changed' }>;
      expect(descriptions[0]).toBe('old');
      expect([...descriptions].sort()).toEqual(['old', 'older', 'oldest']);
      expect(await shard.all()).toEqual(before);
    });

    it('may pass where the caller accepts what there was, and is remembered', async () => {
      await shard.put({ def: 'old' });
      const accepted = { fingerprint: 'other', description: 'new', accepts: 'fp' };
      expect(await join(accepted)).toMatchObject({ outcome: 'joined' });
      expect(await shard.register()).toMatchObject({ fp: 'other', def: 'new', dfp: 'old' });
      expect(await shard.history()).toEqual(['changed old']);
      expect(await join(accepted)).toMatchObject({ outcome: 'joined' });
      expect(await shard.history()).toHaveLength(1);
    });

    it('is noted where only its description is another', async () => {
      await shard.put({ def: 'old' });
      await join({ description: 'new' });
      expect(await shard.register()).toMatchObject({ fp: 'fp', def: 'new', dfp: 'old' });
      expect(await shard.history()).toEqual(['changed old']);
    });

    it('keeps some 200 events: of each kind the newest, so that many of one do not push out the others', async () => {
      await shard.put({ def: 'old' });
      const { history: key } = shard.keys;
      const rare = ['4 jumped 7 1 1 loss', '3 jumped 8 1 1 loss', '2 recovered 1 0 loss'];
      await server.client.rpush(key, ...upTo(247).map((n) => `${300 - n} advanced 0 1 all a${n}`), ...rare);
      await join({ description: 'new' });
      const history = await shard.history();
      expect(history).toHaveLength(200);
      expect(history[0]).toBe('changed old');
      expect(history.slice(1, 197)).toEqual(upTo(196).map((n) => `advanced 0 1 all a${n}`));
      expect(history.slice(197)).toEqual(rare.map((event) => event.slice(2)));
    });
  });

  it('keeps numbers that are claimed from a store apart from those of Redis', async () => {
    await shard.put();
    expect(await join({ claims: true })).toEqual({ outcome: 'elsewhere', source: 'Redis' });
    await shard.put({ m: 0 });
    expect(await join({ claims: true })).toMatchObject({ outcome: 'joined' });
    expect(await join({ claims: true })).toMatchObject({ outcome: 'joined' });
    const before = await shard.all();
    expect(await join()).toEqual({ outcome: 'elsewhere', source: 'the store' });
    expect(await shard.all()).toEqual(before);
  });

  it('refuses the layout of another version', async () => {
    await shard.put({ v: 3 });
    const before = await shard.all();
    expect(await join({ creates: true })).toEqual({ outcome: 'layout', version: '3' });
    expect(await shard.all()).toEqual(before);
  });

  describe('a loss', () => {
    it.each([
      ['another server wrote last', { id: 'of-another-server' }],
      ['the process was told more than Redis knows', { n: 69 }],
    ])('is seen where %s', async (_, fields) => {
      await shard.put({ n: 70, ...fields });
      const { n, c2, t2 } = await shard.register();
      const before = await shard.now();
      const reply = await join({ w: 70 });
      const { rec, until, t2: at, ...register } = await shard.register();
      expect(reply).toEqual({ outcome: 'recovering', recovery: rec, base: Number(n) });
      expect(register).toMatchObject({ id: await shard.identity(), base: n, '?me': '1' });
      await expectPresent(String(Number(until) - 5000), before);
      // A higher ceiling, to be aged when the recovery ends.
      expect(register).toMatchObject({ c: c2, t1: t2, c2: String(2000 - Number(n) + 100) });
      await expectPresent(at, before);
      expect(register).not.toHaveProperty('@new');
    });

    it('is recovered from first', async () => {
      await shard.put({ n: 70, rec: 'loss', base: 60 });
      const before = await shard.all();
      expect(await join()).toEqual({ outcome: 'recovering', recovery: 'loss', base: 60 });
      expect(await shard.all()).toEqual(before);
    });

    it('in the middle of a recovery does not hide the first, and asks all members anew', async () => {
      await shard.put({ n: 70, rec: 'loss', base: 60, id: 'of-another-server', '?gone': 1 });
      const { c2, t2 } = await shard.register();
      expect(await join()).toMatchObject({ outcome: 'recovering', base: 60 });
      const register = await shard.register();
      expect(register).toMatchObject({ base: '60', c2, t2, '?me': '1' });
      expect(register.rec).not.toBe('loss');
      expect(register).not.toHaveProperty('?gone');
      await shard.put({ n: 50, id: 'of-another-server' });
      expect(await join()).toMatchObject({ base: 50 });
    });

    it('is looked for by the first who asks for that', async () => {
      const lost = { g: 'none', '&me': 'none', id: 'of-another-server' };
      await shard.put(lost);
      expect(await join({ kind: 'none', w: 5 })).toMatchObject({ outcome: 'joined' });
      expect(await join({ kind: 'fenced' })).toMatchObject({ outcome: 'recovering' });
    });

    it('is seen on a server that does not say what it is by what the process was told', async () => {
      await shard.put({ id: '-', n: 70 });
      const blind = await blindClient(server.client);
      try {
        expect(await join({}, blind.client)).toMatchObject({ outcome: 'joined', identity: '-' });
        expect(await join({ w: 71 }, blind.client)).toMatchObject({ outcome: 'recovering', base: 70 });
        expect(await shard.register()).toMatchObject({ id: '-' });
      } finally {
        await blind.end();
      }
    });
  });

  it("refuses another program's value, and leaves it", async () => {
    await server.client.set(shard.keys.register, '5');
    await expect(join({ creates: true })).rejects.toThrow(OptionsError);
    expect(await server.client.get(shard.keys.register)).toBe('5');
  });
});
