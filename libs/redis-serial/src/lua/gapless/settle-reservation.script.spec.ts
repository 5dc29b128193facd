import { ReservationsInRedis } from '../../../../../test/support/lua/reservations-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { settleReservation, type Settled } from './settle-reservation.script.js';
import { whyVoided } from './voided.record.js';

const LATER = 4_000_000_000_000;
const WHY = whyVoided('the customer left', 'ann');
const VERDICTS = ['confirm', 'recycle', 'void', 'look'] as const;

describe('settleReservation', () => {
  const server = scriptServer();
  const redis = new ReservationsInRedis(server);
  const settle = (
    verdict: (typeof VERDICTS)[number],
    { value = 3, token = 'mine', ...others }: Partial<Parameters<typeof settleReservation.argsOf>[0]> = {},
  ): Promise<Settled> => {
    const args = {
      start: 1,
      step: 1,
      expiresAt: 'never',
      why: WHY,
      ...others,
      value,
      token,
      verdict,
    } as const;
    return runnerOn(server.client).run(settleReservation, redis.keys, args);
  };

  it('confirms what is reserved; and again, it is confirmed', async () => {
    await redis.reserved(3, 'mine 5000', LATER);
    expect(await settle('confirm')).toBe('confirmed');
    expect(await redis.found()).toEqual({ confirmed: [2] });
    expect(await settle('confirm')).toBe('confirmed');
    expect(await settle('recycle')).toBe('confirmed');
    expect(await settle('void')).toBe('confirmed');
    expect(await redis.found()).toEqual({ confirmed: [2] });
  });

  it('has one bit for each number of the series, to the last digit', async () => {
    const value = 9_007_199_254_740_991;
    await redis.reserved(value, 'mine 5000', LATER);
    await redis.reserved(value - 10, 'others 5000', LATER);
    const series = { start: value - 30, step: 10 };
    expect(await settle('confirm', { value, ...series })).toBe('confirmed');
    expect(await settle('look', { value, ...series })).toBe('confirmed');
    expect(await settle('look', { value: value - 10, ...series })).toBe('others');
    const rest = { [value - 10]: 'others 5000' };
    expect(await redis.found()).toMatchObject({ confirmed: [3], reserved: rest });
  });

  it('frees what is cancelled; and again, it is free', async () => {
    await redis.reserved(3, 'mine 5000', LATER);
    expect(await settle('recycle')).toBe('cancelled');
    expect(await redis.found()).toEqual({ free: ['3'] });
    expect(await settle('recycle')).toBe('free');
    expect(await settle('confirm')).toBe('free');
    expect(await redis.found()).toEqual({ free: ['3'] });
  });

  it('voids what is cancelled, with the reason; and again, it is void', async () => {
    await redis.reserved(3, 'mine 5000', LATER);
    const before = await redis.now();
    expect(await settle('void')).toBe('cancelled');
    const { voided, ...rest } = await redis.found();
    expect(rest).toEqual({});
    expect(voided).toEqual({
      3: expect.stringMatching(/^5000 \d+ \{"reason":"the customer left","actor":"ann"\}$/) as string,
    });
    const at = Number(voided?.[3]?.split(' ')[1]);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(await redis.now());
    const gone = { voided: { textAt: 5000, at, reason: 'the customer left', actor: 'ann' } };
    for (const verdict of VERDICTS) expect(await settle(verdict, { why: '{}' })).toEqual(gone);
    expect(await redis.found()).toEqual({ voided });
  });

  it('only looks: whose it is, and the instant of its text', async () => {
    await redis.reserved(3, 'others 5000 ~', LATER);
    const found = await redis.found();
    expect(await settle('look', { token: 'any' })).toEqual({ token: 'others', textAt: 5000 });
    expect(await redis.found()).toEqual(found);
  });

  it('leaves alone what is somebody else’s, or nobody’s', async () => {
    await redis.reserved(3, 'others 5000', LATER);
    const found = await redis.found();
    for (const verdict of VERDICTS) {
      expect(await settle(verdict)).toBe('others');
      expect(await settle(verdict, { value: 4 })).toBe('unknown');
    }
    expect(await redis.found()).toEqual(found);
  });

  it.each([
    ['5000', 'confirmed', undefined],
    ['5000 ~', 'confirmed', '5000 ~'],
    ['5000 !', 'others', '5000 !'],
  ])('takes a text without a token for whoever has it, unless two may: %s', async (rest, settled, kept) => {
    await redis.reserved(3, `others ${rest}`, LATER);
    expect(await settle('confirm', { token: 'any' })).toBe(settled);
    expect(await settle('confirm', { token: 'others' })).toBe('confirmed');
    expect(await settle('confirm', { token: 'any' })).toBe(settled);
    // Who had it first knows from what stays there that it was confirmed by somebody else.
    expect(await settle('confirm')).toBe(kept === undefined ? 'confirmed' : 'others');
    expect((await redis.found()).reserved?.[3]).toBe(kept && `others ${kept}`);
  });

  it.each([
    ['mine 5000', '3'],
    ['mine 5000 ~', '3'],
    ['mine 5000 !', '3!'],
  ])('remembers that somebody let its lease run out: %s', async (record, member) => {
    await redis.reserved(3, record, LATER);
    expect(await settle('recycle')).toBe('cancelled');
    expect(await redis.found()).toEqual({ free: [member] });
    expect(await settle('recycle')).toBe('free');
  });

  it('does not free what somebody was asked about: it waits for the answer', async () => {
    await redis.reserved(3, 'mine 5000 !?', LATER);
    const found = await redis.found();
    expect(await settle('recycle')).toBe('cancelled');
    expect(await redis.found()).toEqual(found);
    expect(await settle('confirm')).toBe('confirmed');
  });

  it('voids what somebody was asked about', async () => {
    await redis.reserved(3, 'mine 5000 ?', LATER);
    expect(await settle('void')).toBe('cancelled');
    expect(Object.keys(await redis.found())).toEqual(['voided']);
  });

  it('takes anybody for who had what Redis lost', async () => {
    await redis.reserved(3, 'lost 5000 ?', LATER);
    expect(await settle('look')).toEqual({ token: 'lost', textAt: 5000 });
    expect(await settle('confirm')).toBe('confirmed');
  });

  it.each([2, 3, 4])(
    'settles %d of the lost ones from 2 to 4, about which nobody was asked yet',
    async (value) => {
      await redis.lost('2:4', LATER);
      const lost = { '2:4': LATER };
      expect(await settle('look', { value })).toEqual({ token: 'any', textAt: 0 });
      expect(await settle('recycle', { value })).toBe('cancelled');
      expect(await redis.found()).toEqual({ lost });
      expect(await settle('confirm', { value })).toBe('confirmed');
      expect(await redis.found()).toEqual({ lost, confirmed: [value - 1] });
    },
  );

  it('voids a lost one, with the present instant for that of its text', async () => {
    await redis.lost('2:4', LATER);
    for (const value of [1, 5]) expect(await settle('void', { value })).toBe('unknown');
    expect(await settle('void')).toBe('cancelled');
    const [textAt, at] = (await redis.found()).voided?.[3]?.split(' ') ?? [];
    expect(textAt).toBe(at);
    expect(Number(textAt)).toBeGreaterThan(1_700_000_000_000);
  });

  it.each([
    ['confirm', 'confirmed'],
    ['recycle', 'free'],
    ['void', 'voided'],
  ] as const)('on %s, keeps what it writes as long as the counter', async (verdict, key) => {
    await redis.reserved(3, 'mine 5000', LATER);
    await redis.reserved(4, 'mine 5000', LATER);
    const expiresAt = (await redis.now()) + 3_600_000;
    await settle(verdict);
    expect((await redis.expiries())[key]).toBe(-1);
    await settle(verdict, { value: 4, expiresAt });
    expect((await redis.expiries())[key]).toBe(expiresAt);
  });

  it('says so when another program keeps something else under a key', async () => {
    await server.client.set(redis.keys.reserved, 'of another program');
    await expect(settle('confirm')).rejects.toThrow('keyPrefix');
  });
});
