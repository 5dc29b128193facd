import { LATER, LONG_AGO, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { checkPeriods } from './check-periods.script.js';

describe('checkPeriods', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const check = (...periods: string[]): Promise<string[]> => {
    const { register, history } = shard.keys;
    const hashes = periods.map((period) => server.key(period));
    return runnerOn(server.client).run(checkPeriods, { register, history, hashes }, { periods });
  };

  it('names the periods of the shard; none where there is none', async () => {
    expect(await check()).toEqual([]);
    await shard.opened(30);
    await shard.put({ p2027: '10 never', o2027: 20 });
    expect((await check()).sort()).toEqual(['2026', '2027']);
    expect(await check('2026')).toEqual(['2027']);
  });

  it('leaves alone what agrees', async () => {
    await shard.opened(30, { a: 5 });
    const all = await shard.all();
    await check('2026', 'unknown');
    expect(await shard.all()).toEqual(all);
  });

  it.each([
    ['older', 20, '30', '30'],
    ['newer', 45, '45', '45'],
    ['gone', undefined, '30', '30'],
  ])('renews counters that are %s', async (_, had, n, offset) => {
    await shard.opened(30, { a: 5, '#n': had });
    if (had === undefined) await server.client.del(shard.keys.hash);
    await check('2026');
    expect(await shard.hash()).toEqual({ '#n': n, '#o': '0', '#b': offset });
    expect(await shard.register()).toMatchObject({ n, o2026: n, p2026: '0 never' });
    expect(await shard.history()).toEqual([`renewed 2026 ${offset}`]);
  });

  it('lets them expire when they would have', async () => {
    await shard.opened(30, { '#n': 20 });
    await shard.put({ p2026: `0 ${LATER}` });
    await check('2026');
    expect(await server.client.pexpiretime(shard.keys.hash)).toBe(LATER);
  });

  it.each([
    ['that has expired', { p2026: `0 ${LONG_AGO}` }],
    ['that has not begun', { o2026: `w${LATER}` }],
    ['in the middle of a recovery', { rec: 'loss' }],
  ])('does nothing to a period %s', async (_, fields) => {
    await shard.opened(30);
    await shard.put(fields);
    if (!('rec' in fields)) await server.client.del(shard.keys.hash);
    else await shard.counters({ '#n': 20 });
    const all = await shard.all();
    await check('2026');
    expect(await shard.all()).toEqual(all);
  });
});
