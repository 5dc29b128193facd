import { blindClient } from '../../../../../test/support/blind-client.js';
import { LATER, LONG_AGO, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { attest, type Attested } from './attest.script.js';

type Args = Parameters<typeof attest.argsOf>[0];

/** What is said of the counters of a period. */
interface Said {
  readonly id?: string;
  readonly hash?: string;
  readonly expiresAt?: number | 'never';
  readonly beginsAt?: number;
  readonly highest: Readonly<Record<string, number>>;
}

const MOST = Number.MAX_SAFE_INTEGER;
const now = expect.any(Number) as number;

describe('attest', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);

  function say(said: readonly Said[] = [], args: Partial<Args> = {}, client = server.client) {
    const { register, history, hash } = shard.keys;
    const heads = said.map(({ id = '2026', expiresAt = 'never', beginsAt = LONG_AGO, highest }) => [
      ...[id, expiresAt, beginsAt, Object.keys(highest).length],
    ]);
    const counters = said.flatMap(({ highest }) => Object.entries(highest));
    return runnerOn(client).run(
      attest,
      { register, history, hashes: said.map((one) => one.hash ?? hash) },
      {
        ...{ member: 'me', w: 0, recovery: 'loss', kind: 'fenced', isLast: true, hearWithin: 5000 },
        ...{
          skip: 100,
          step: 1,
          base: 0,
          named: '',
          rest: [...heads, ...counters].flat().map(String),
          ...args,
        },
      },
    );
  }

  /** A recovery of a shard of two, found at 70, whose ceiling was 1000. */
  async function lost(fields: Parameters<typeof shard.put>[0] = {}): Promise<void> {
    await shard.put({ n: 70, c: 1000, t1: 5, c2: 2030, t2: 6, n2: 0 });
    await shard.member('other', { n: 60 });
    await shard.put({ rec: 'loss', base: 70, until: LATER, '?me': 1, '?other': 1, ...fields });
  }

  it('knows of no shard, and makes none', async () => {
    expect(await say([{ highest: { a: 5 } }])).toEqual({ outcome: 'unknown', now });
    expect(await shard.all()).toEqual([{}, {}, []]);
  });

  it('says at which time', async () => {
    const before = await shard.now();
    const attested = await say();
    expect(attested.now).toBeGreaterThanOrEqual(before);
    expect(attested.now).toBeLessThanOrEqual(await shard.now());
  });

  it('does nothing where no recovery is under way', async () => {
    await shard.put();
    const before = await shard.all();
    expect(await say([{ highest: { a: 5 } }], { w: 90 })).toEqual({ outcome: 'none', now });
    expect(await shard.all()).toEqual(before);
  });

  it('tells of the recovery that is under way, where that is another one', async () => {
    await lost({ rec: 'later' });
    const before = await shard.all();
    expect(await say([{ highest: { a: 5 } }])).toEqual({
      outcome: 'recovering',
      now,
      recovery: 'later',
      base: 70,
    });
    expect(await shard.all()).toEqual(before);
  });

  it('sees the next loss, which does not hide the first', async () => {
    await lost({ id: 'of-another-server', n: 80, '?me': undefined });
    const attested = await say([{ highest: { a: 5 } }]);
    const { rec, id, ...register } = await shard.register();
    expect(attested).toEqual({ outcome: 'recovering', now, recovery: rec, base: 70 });
    expect(id).toBe(await shard.identity());
    expect(register).toMatchObject({ base: '70', c: '1000', c2: '2030', '?me': '1', '?other': '1' });
    expect(await shard.hash()).toEqual({});
  });

  it('looks for no loss where nobody asks for that', async () => {
    await lost({ g: 'none', id: 'of-another-server' });
    expect(await say()).toMatchObject({ outcome: 'heard' });
  });

  describe('lifts', () => {
    it('each counter to what was given of it, and never lowers one', async () => {
      await lost();
      await shard.opened(70, { a: 10, b: 20 });
      const attested = await say([{ highest: { a: 15, b: 9, new: 3 } }], { w: 90 });
      expect(attested).toEqual({ outcome: 'heard', now });
      expect(await shard.hash()).toEqual({
        ...{ a: '15', b: '20', new: '3', '#n': '90', '#o': '0', '#b': '0' },
      });
      expect(await shard.register()).toMatchObject({ n: '90', '@me': '90', o2026: '90', p2026: '0 never' });
    });

    it('n only as far as somebody was told', async () => {
      await lost({ n: 95 });
      await shard.opened(95, { a: 10 });
      await say([{ highest: { a: 15 } }], { w: 90 });
      expect(await shard.register()).toMatchObject({ n: '95', '@me': '90', o2026: '95' });
      expect(await shard.hash()).toMatchObject({ a: '15', '#n': '95' });
    });

    it('counters by the jumps that they have not made, and keeps until when one gives none', async () => {
      await lost({ e: 2, J: 400, J0: 0, J1: 100 });
      await shard.opened(70, { a: 10, b: '10 1', c: '10 2', d: `10 2 ${LATER}`, e: '10 2' });
      await say([{ highest: { a: 300, b: 400, c: 5, d: 12, e: 12 } }], { w: 90 });
      expect(await shard.hash()).toMatchObject({
        ...{ a: '10', b: '400 2', c: '10 2', d: `12 2 ${LATER}`, e: '12 2' },
      });
    });

    it('a counter that is not there at least to where new ones begin', async () => {
      await lost();
      await shard.opened(70, { '#b': 7 });
      await say([{ highest: { a: 5, b: 8 } }]);
      expect(await shard.hash()).toMatchObject({ a: '7', b: '8', '#b': '7' });
    });

    it('in several calls, and strikes nobody off before the last', async () => {
      await lost({ '?other': undefined });
      await shard.opened(70, { a: 10 });
      expect(await say([{ highest: { a: 15 } }], { w: 90, isLast: false })).toMatchObject({
        outcome: 'heard',
      });
      expect(await shard.register()).toMatchObject({
        n: '90',
        o2026: '90',
        '@me': '0',
        '?me': '1',
        rec: 'loss',
      });
      expect(await say([{ highest: { b: 25 } }], { w: 90 })).toMatchObject({ outcome: 'done' });
      expect(await shard.hash()).toMatchObject({ a: '15', b: '25', '#n': '90' });
      expect(await shard.register()).toMatchObject({ '@me': '90' });
    });

    it('counters of several periods', async () => {
      await lost();
      await shard.opened(70, { a: 10 });
      const next = server.key('2027');
      const said = [{ highest: { a: 11, b: 12 } }, { id: '2027', hash: next, highest: { a: 13 } }];
      await say(said, { w: 90 });
      expect(await shard.hash()).toMatchObject({ a: '11', b: '12', '#n': '90' });
      expect(await server.client.hgetall(next)).toEqual({ a: '13', '#n': '90', '#o': '0' });
      expect(await shard.register()).toMatchObject({ o2026: '90', o2027: '90', p2027: '70 never' });
    });

    it('to the last digit', async () => {
      await lost();
      await say([{ highest: { a: MOST } }], { w: MOST });
      expect(await shard.hash()).toMatchObject({ a: String(MOST), '#n': String(MOST) });
      expect(await shard.register()).toMatchObject({
        n: String(MOST),
        '@me': String(MOST),
        o2026: String(MOST),
      });
    });
  });

  describe('a period that was lost', () => {
    it('is opened where it was, and everything lives as long as its counters', async () => {
      await lost();
      await server.client.lpush(shard.keys.history, '5 an event');
      const expiresAt = (await shard.now()) + 3_600_000;
      await say([{ expiresAt, highest: { a: 15 } }], { w: 90 });
      expect(await shard.hash()).toEqual({ a: '15', '#n': '90', '#o': '0' });
      expect(await shard.register()).toMatchObject({ o2026: '90', p2026: `70 ${expiresAt}` });
      const { register, history, hash } = shard.keys;
      for (const key of [register, history, hash])
        expect(await server.client.pexpiretime(key)).toBe(expiresAt);
    });

    it.each([
      ['may have been issued from before the last jump', LONG_AGO, '0', '-330', '15 2', '400 2'],
      ['has begun since', LONG_AGO + 2, '2', '70', '15', '1'],
    ])('knows its jumps where it %s', async (_, beginsAt, origin, opened) => {
      await lost({ e: 2, J: 400, J0: 0, J1: 100, jt: LONG_AGO + 1 });
      await say([{ beginsAt, highest: { a: 15 } }], { w: 90 });
      const value = origin === '0' ? '400 2' : '15';
      expect(await shard.hash()).toEqual({ a: value, '#n': '90', '#o': origin, '#e': '2' });
      expect(await shard.register()).toMatchObject({ p2026: `${opened} never` });
    });

    it('may have had a mark that it waited for', async () => {
      await lost({ o2026: `w${LATER}` });
      await say([{ highest: { a: 15 } }], { w: 90 });
      expect(await shard.hash()).toEqual({ a: '15', '#n': '90', '#o': '0' });
      expect(await shard.register()).toMatchObject({ o2026: '90', p2026: '70 never' });
      expect(await shard.history()).toEqual([]);
    });

    it.each([
      ['opened after', { '#o': 2, b: 5 }],
      ['written after', { '#o': 0, '#e': 2, b: '5 2' }],
    ])('begins anew where the register forgot of the jumps that its counters were %s', async (_, fields) => {
      await lost({ o2026: undefined, p2026: undefined, survey: 1, base: 0, n: 0 });
      await shard.counters({ '#n': 60, '#b': 0, a: 3, ...fields });
      await say([{ highest: { a: 15 } }], { w: 50 });
      // A jump of the new register would pass over what tells of the second one of the old.
      expect(await shard.hash()).toEqual({ a: '60', '#n': '60', '#o': '0', '#b': '60' });
    });

    it('goes on where the register was lost alone before the first jump', async () => {
      await lost({ o2026: undefined, p2026: undefined, survey: 1, base: 0, n: 0 });
      await shard.counters({ '#n': 60, '#o': 0, '#b': 0, a: 3, b: 5 });
      await say([{ highest: { a: 15 } }], { w: 50 });
      expect(await shard.hash()).toEqual({ a: '15', b: '5', '#n': '60', '#o': '0', '#b': '0' });
      expect(await shard.register()).toMatchObject({ n: '60', o2026: '60', p2026: '0 never' });
    });

    it.each([
      ['are gone', undefined, 90],
      ['went back', 60, 90],
      ['know of more', 200, 200],
    ])('alone begins anew above what the shard gave: its counters %s', async (_, had, stands) => {
      await lost({ o2026: 65, p2026: '10 never' });
      if (had !== undefined) await shard.counters({ '#n': had, '#o': 0, '#b': 0, a: 3 });
      await say([{ highest: { a: 15, b: 300 } }], { w: 90 });
      const offset = String(stands - 10);
      expect(await shard.hash()).toMatchObject({ a: offset, b: '300', '#o': '0', '#b': offset });
      expect(await shard.history()).toEqual([`renewed 2026 ${offset}`]);
      expect(await shard.register()).toMatchObject({ p2026: '10 never' });
    });
  });

  describe('who was heard', () => {
    it('is struck from those who are waited for', async () => {
      await lost();
      const { '?me': _me, ...rest } = await shard.register();
      expect(await say([], { w: 50 })).toMatchObject({ outcome: 'heard' });
      expect(await shard.register()).toEqual({ ...rest, '@me': '50' });
    });

    it('is a member again where the list has lost it', async () => {
      await lost({ '@me': undefined, '+me': undefined, '&me': undefined, '?me': undefined });
      const before = await shard.now();
      await say([], { w: 90, kind: 'highWater' });
      const { '+me': joined, ...register } = await shard.register();
      expect(register).toMatchObject({ '@me': '90', '&me': 'highWater' });
      expect(Number(joined)).toBeGreaterThanOrEqual(before);
      expect(Number(joined)).toBeLessThanOrEqual(await shard.now());
    });

    it('stays as old as it is', async () => {
      await lost();
      await say([], { kind: 'none' });
      expect(await shard.register()).toMatchObject({ '+me': String(LONG_AGO), '&me': 'fenced' });
    });

    it('and is no member does not become one', async () => {
      await lost({ '?stranger': 1 });
      await say([], { member: 'stranger', kind: '', named: 'new' });
      const register = await shard.register();
      for (const name of ['@stranger', '+stranger', '&stranger', '?stranger', '@new', '?new'])
        expect(register).not.toHaveProperty([name]);
    });

    it('names those for whom it stands in, who are waited for then', async () => {
      await lost({ '?other': undefined });
      const before = await shard.now();
      expect(await say([], { named: 'new other  newer', kind: 'none' })).toMatchObject({ outcome: 'heard' });
      const register = await shard.register();
      for (const name of ['new', 'newer']) {
        expect(register).toMatchObject({ [`@${name}`]: '0', [`&${name}`]: 'none', [`?${name}`]: '1' });
        expect(Number(register[`+${name}`])).toBeGreaterThanOrEqual(before);
      }
      // Who is on the list was heard.
      expect(register).toMatchObject({ '@other': '60', '&other': 'fenced' });
      expect(register).not.toHaveProperty('?other');
    });
  });

  describe('the end', () => {
    it('leaves out nothing where all were heard, and lowers the ceiling to what it was', async () => {
      await lost({ '?other': undefined });
      const { rec: _rec, base: _base, until: _until, '?me': _me, ...rest } = await shard.register();
      expect(await say([], { w: 90 })).toEqual({ outcome: 'done', now });
      expect(await shard.register()).toEqual({ ...rest, n: '90', '@me': '90', c2: '1000', t2: '5' });
      expect(await shard.history()).toEqual(['recovered 2 0 loss']);
    });

    it('leaves the ceilings alone where nobody asks for them', async () => {
      await lost({ '?other': undefined, g: 'none' });
      expect(await say()).toMatchObject({ outcome: 'done' });
      expect(await shard.register()).toMatchObject({ c: '1000', c2: '2030', t2: '6' });
    });

    it('jumps to the ceiling of before where some are not heard in time, and strikes them off', async () => {
      await lost({ until: LONG_AGO, e: 1, J: 300, J0: 0 });
      const before = await shard.now();
      expect(await say([], { w: 90 })).toEqual({ outcome: 'done', now });
      const { jt, ...register } = await shard.register();
      // From where the shard was found: what others have said meanwhile hides nothing.
      expect(register).toMatchObject({ e: '2', J: '1230', J0: '0', J1: '300', n: '1020', n2: '1020' });
      expect(register).toMatchObject({ c: '1000', c2: '2030', '@me': '90' });
      expect(Number(jt)).toBeGreaterThanOrEqual(before);
      expect(Number(jt)).toBeLessThanOrEqual(await shard.now());
      for (const name of ['rec', 'base', 'until', '?other', '@other', '+other', '&other'])
        expect(register).not.toHaveProperty([name]);
      expect(await shard.history()).toEqual(['jumped 930 1 1 loss']);
    });

    it('jumps nowhere below where the shard stands', async () => {
      await lost({ until: LONG_AGO, c: 50 });
      expect(await say()).toMatchObject({ outcome: 'done' });
      expect(await shard.register()).toMatchObject({ e: '0', J: '0', n: '70', n2: '0' });
      expect(await shard.history()).toEqual(['jumped 0 1 1 loss']);
    });

    it('waits for the store to say how, where there is one', async () => {
      await lost({ g: 'highWater', '?other': undefined });
      expect(await say([], { w: 90 })).toEqual({ outcome: 'ready', now });
      expect(await shard.register()).toMatchObject({ rec: 'loss', base: '70', n: '90' });
      await shard.put({ '?other': 1, until: LONG_AGO });
      expect(await say()).toMatchObject({ outcome: 'ready' });
      expect(await shard.register()).toMatchObject({ '?other': '1' });
      await shard.put({ until: LATER });
      expect(await say()).toMatchObject({ outcome: 'heard' });
    });

    it('waits until all who listen have been asked, however late it is', async () => {
      await lost({ '?*': 1, '?other': undefined, until: LONG_AGO });
      expect(await say([], { w: 90 })).toEqual({ outcome: 'ask', now });
      expect(await shard.register()).toMatchObject({ rec: 'loss', '?*': '1', '@me': '90' });
    });

    it('of a survey goes as far above what was heard as a ceiling is', async () => {
      await lost({ survey: 1, n: 0, base: 0, c: 100, c2: 100, '?other': undefined });
      await say([{ highest: { a: 15 } }], { w: 90 });
      const register = await shard.register();
      expect(register).toMatchObject({ n: '90', n2: '90', c: '190', c2: '190', e: '0' });
      expect(register).not.toHaveProperty('survey');
      expect(await shard.history()).toEqual(['recovered 2 0 loss']);
    });

    it('of a survey that found nothing is that of a new shard, of which there is nothing to tell', async () => {
      await lost({ survey: 1, n: 0, base: 0, c: 100, c2: 100, '?other': undefined });
      expect(await say()).toMatchObject({ outcome: 'done' });
      expect(await shard.history()).toEqual([]);
    });

    it('is told for as long as the register lives', async () => {
      await lost({ '?other': undefined });
      await say();
      expect(await server.client.pttl(shard.keys.history)).toBe(-1);
      await lost({ '?other': undefined });
      await server.client.pexpireat(shard.keys.register, LATER);
      await say();
      expect(await server.client.pexpiretime(shard.keys.history)).toBe(LATER);
    });

    it('of a survey jumps nowhere, also where some are not heard in time', async () => {
      await lost({ survey: 1, base: 0, n: 0, until: LONG_AGO });
      expect(await say([], { w: 90 })).toMatchObject({ outcome: 'done' });
      expect(await shard.register()).toMatchObject({ n: '90', e: '0', J: '0' });
      expect(await shard.history()).toEqual(['jumped 0 1 1 loss']);
    });
  });

  it('is heard where the server does not say what it is', async () => {
    await lost({ '?other': undefined, id: 'of-another-server' });
    const blind = await blindClient(server.client);
    try {
      expect(await say([], {}, blind.client)).toMatchObject({ outcome: 'done' });
    } finally {
      await blind.end();
    }
  });

  it.each(['register', 'hash'] as const)(
    'says so when another program keeps something else under the key: %s',
    async (name) => {
      if (name === 'hash') await lost();
      await server.client.set(shard.keys[name], 'of another program');
      const attested: Promise<Attested> = say([{ highest: { a: 5 } }]);
      await expect(attested).rejects.toThrow(OptionsError);
    },
  );
});
