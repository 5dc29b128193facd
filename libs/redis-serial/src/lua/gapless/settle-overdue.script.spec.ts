import { ReservationsInRedis } from '../../../../../test/support/lua/reservations-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { overdueAnswer, settleOverdue } from './settle-overdue.script.js';
import { whyVoided } from './voided.record.js';

const ENDED = 1_700_000_000_000;

describe('settleOverdue', () => {
  const server = scriptServer();
  const redis = new ReservationsInRedis(server);
  const settle = (
    unused: 'recycle' | 'void',
    answers: readonly (readonly [value: number, token: string, isUsed: boolean])[],
    expiresAt: number | 'never' = 'never',
  ): Promise<undefined> => {
    const said = answers.flatMap((answer) => overdueAnswer(...answer));
    const args = { start: 1, step: 1, expiresAt, unused, why: whyVoided('not used'), answers: said };
    return runnerOn(server.client).run(settleOverdue, redis.keys, args);
  };
  const threeReserved = async (): Promise<void> => {
    await redis.reserved(1, 'a 5000 ?', ENDED);
    await redis.reserved(2, 'b 6000 ~?', ENDED);
    await redis.reserved(3, 'c 7000', ENDED);
  };

  it('does nothing without answers', async () => {
    await threeReserved();
    const found = await redis.found();
    await settle('void', []);
    expect(await redis.found()).toEqual(found);
  });

  it('confirms what is used; whose it is stays, where two had it', async () => {
    await threeReserved();
    await settle('void', [
      [1, 'a', true],
      [2, 'b', true],
    ]);
    expect(await redis.found()).toEqual({
      pending: { 3: ENDED },
      reserved: { 2: 'b 6000 ~?', 3: 'c 7000' },
      confirmed: [0, 1],
    });
  });

  it('voids what is not used, with the instant of its text, the present one and the reason', async () => {
    await threeReserved();
    const before = await redis.now();
    await settle('void', [
      [2, 'b', false],
      [3, 'c', true],
    ]);
    const { voided, ...rest } = await redis.found();
    expect(rest).toEqual({ pending: { 1: ENDED }, reserved: { 1: 'a 5000 ?' }, confirmed: [2] });
    expect(voided).toEqual({ 2: expect.stringMatching(/^6000 \d+ \{"reason":"not used"\}$/) as string });
    const at = Number(voided?.[2]?.split(' ')[1]);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(await redis.now());
  });

  it('frees what is not used, and remembers that somebody let its lease run out', async () => {
    await threeReserved();
    await settle('recycle', [
      [2, 'b', false],
      [3, 'c', false],
    ]);
    expect(await redis.found()).toEqual({
      pending: { 1: ENDED },
      reserved: { 1: 'a 5000 ?' },
      free: ['2!', '3!'],
    });
  });

  it('leaves what is another’s by now, or was settled', async () => {
    await threeReserved();
    await redis.confirmed(1);
    await redis.voided(4, '5000 6000 {}');
    const found = await redis.found();
    for (const isUsed of [true, false]) {
      await settle('void', [
        [1, 'somebody', isUsed],
        [2, 'b', isUsed],
        [4, 'd', isUsed],
      ]);
    }
    expect(await redis.found()).toEqual(found);
  });

  it('keeps what it writes as long as the counter', async () => {
    await threeReserved();
    const expiresAt = (await redis.now()) + 3_600_000;
    await settle('void', [[1, 'a', true]], expiresAt);
    await settle('void', [[2, 'b', false]], expiresAt);
    await settle('recycle', [[3, 'c', false]], expiresAt);
    expect(await redis.expiries()).toEqual({ confirmed: expiresAt, voided: expiresAt, free: expiresAt });
  });

  it('says so when another program keeps something else under a key', async () => {
    await server.client.set(redis.keys.reserved, 'of another program');
    await expect(settle('void', [[1, 'a', true]])).rejects.toThrow('keyPrefix');
  });
});
