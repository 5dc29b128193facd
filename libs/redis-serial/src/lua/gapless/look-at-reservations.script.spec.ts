import { ReservationsInRedis } from '../../../../../test/support/lua/reservations-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { lookAtReservations, type ReservationCounts } from './look-at-reservations.script.js';

describe('lookAtReservations', () => {
  const server = scriptServer();
  const redis = new ReservationsInRedis(server);
  const look = (): Promise<ReservationCounts> =>
    runnerOn(server.client).run(lookAtReservations, redis.keys, {});

  it('finds none where nothing was reserved, and writes nothing', async () => {
    expect(await look()).toEqual({ pending: 0, free: 0, lowestFree: undefined });
    expect(await redis.found()).toEqual({});
  });

  it('counts what is reserved and what is free, and tells the lowest of these', async () => {
    await redis.reserved(7, 'a 0', 2_000);
    await redis.reserved(8, 'b 0', 1_000);
    await redis.reserved(9, 'c 0', 3_000);
    await redis.free('11', '2!');
    expect(await look()).toEqual({ pending: 3, free: 2, lowestFree: 2 });
  });

  it('does not count what is confirmed and was given twice', async () => {
    await server.client.hset(redis.keys.reserved, 7, 'a 0 ~');
    await redis.confirmed(6);
    expect(await look()).toMatchObject({ pending: 0 });
  });

  it('tells the lowest to the last digit', async () => {
    await redis.free('9007199254740991', '9007199254740990');
    expect(await look()).toMatchObject({ lowestFree: 9_007_199_254_740_990 });
  });

  it('says so when another program keeps something else under the key', async () => {
    await server.client.set(redis.keys.free, 'of another program');
    await expect(look()).rejects.toThrow('keyPrefix');
  });
});
