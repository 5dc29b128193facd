import { LATER, LONG_AGO, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { keepPeriods } from './keep-periods.script.js';

const SOONER = LATER - 86_400_000;

describe('keepPeriods', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const keep = async (until: number | 'never', period = '2026'): Promise<void> => {
    const { register, history, hash } = shard.keys;
    await runnerOn(server.client).run(
      keepPeriods,
      { register, history, hashes: [hash] },
      { retention: '7', rest: [period, String(until)] },
    );
  };
  const open = async (till: number): Promise<void> => {
    await shard.opened(30, { a: 5 });
    await server.client.lpush(shard.keys.history, 'event');
    await shard.put({ p2026: `10 ${till}` });
    for (const key of Object.values(shard.keys)) await server.client.pexpireat(key, till);
  };
  const expiries = (): Promise<number[]> =>
    Promise.all(Object.values(shard.keys).map((key) => server.client.pexpiretime(key)));

  it('keeps counters, register and history for longer', async () => {
    await open(SOONER);
    await keep(LATER);
    expect(await expiries()).toEqual([LATER, LATER, LATER]);
    expect(await shard.register()).toMatchObject({ p2026: `10 ${LATER}`, ret: '7' });
  });

  it('keeps them for ever', async () => {
    await open(SOONER);
    await keep('never');
    expect(await expiries()).toEqual([-1, -1, -1]);
    expect(await shard.register()).toMatchObject({ p2026: '10 never' });
  });

  it('never keeps them for less', async () => {
    await open(LATER);
    await keep(SOONER);
    expect(await expiries()).toEqual([LATER, LATER, LATER]);
    await shard.put({ p2026: '10 never' });
    await keep(LATER);
    expect(await shard.register()).toMatchObject({ p2026: '10 never' });
  });

  it('leaves alone what has expired, or is not there', async () => {
    await shard.opened(30);
    await shard.put({ p2026: `10 ${LONG_AGO}` });
    await keep(LATER);
    await keep(LATER, '2027');
    const register = await shard.register();
    expect(register).toMatchObject({ p2026: `10 ${LONG_AGO}` });
    expect(register).not.toHaveProperty('p2027');
    await server.client.del(shard.keys.register);
    await keep(LATER);
    expect(await server.client.exists(shard.keys.register)).toBe(0);
  });
});
