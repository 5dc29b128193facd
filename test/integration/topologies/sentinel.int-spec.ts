import { Redis } from 'ioredis';
import { startRedisServer } from 'local-redis';
import { defineSeries, RedisHighWaterStore, SerialService } from 'nestjs-redis-serial';
import { eventually } from '../../support/eventually.js';
import { testApp } from '../../support/test-app.js';
import { SentinelGroup } from '../../support/topology/sentinel-group.js';
import { SERIES, SeveralLoads } from '../../support/topology/several-loads.js';

describe('where Sentinels promote a replica after the master was killed', () => {
  let group: SentinelGroup;
  beforeEach(async () => (group = await SentinelGroup.start()));
  afterEach(() => group.stop());

  /** Lets the replicas fall behind by some numbers of everybody. */
  const fallBehind = async (loads: SeveralLoads): Promise<void> => {
    await group.inStep();
    await group.leaveBehind();
    await loads.goOn();
  };
  /** Everybody goes on with another master, without a restart; nothing but its absence was heard of. */
  const goesOn = async (loads: SeveralLoads): Promise<void> => {
    await loads.goOn();
    await loads.stop();
    expect(loads.errorsBut('REDIS_UNAVAILABLE')).toEqual([]);
  };

  it('no number comes twice, with replicas in step', async () => {
    const loads = await SeveralLoads.start({ options: { connection: group.connection } });
    await group.failOver();
    await goesOn(loads);
    expect(loads.repeated).toBe(0);
  });

  it('no number comes twice where the master only slept, and woke up as another one', async () => {
    const loads = await SeveralLoads.start({ options: { connection: group.connection } });
    await group.failOverAsleep();
    await goesOn(loads);
    expect(loads.repeated).toBe(0);
  });

  it('no number comes twice, with replicas behind, but with durability none', async () => {
    await using second = await startRedisServer();
    await using store = new RedisHighWaterStore(new Redis(second.url, { lazyConnect: true }));
    const levels = { none: { durability: 'none' }, fenced: { durability: 'fenced' }, highWater: {} } as const;
    const series = Object.entries(levels).flatMap(([level, durability]) =>
      SERIES.map(({ name, pattern, ...rest }) => ({
        ...rest,
        ...durability,
        name: `${name}-${level}`,
        pattern: `${level}-${pattern}`,
      })),
    );
    const loads = await SeveralLoads.start({
      options: { connection: group.connection },
      plan: { callers: 1 },
      series,
      ownDurability: { highWater: store },
      highWaterUrl: second.url,
    });
    await fallBehind(loads);
    await group.failOver();
    // What all of this is worth: without a guard the same makes numbers come twice.
    for (const { name } of SERIES)
      await eventually(`${name} numbers come twice`, () => loads.repeatedOf(`${name}-none`) > 0);
    await goesOn(loads);
    const guarded = series.filter(({ name }) => !name.endsWith('none'));
    expect(guarded.map(({ name }) => [name, loads.repeatedOf(name)])).toEqual(
      guarded.map(({ name }) => [name, 0]),
    );
  });

  it('what replicas that were behind do not know, a process that does not know it either leaves out', async () => {
    await using kept = await startRedisServer();
    await using store = new RedisHighWaterStore(new Redis(kept.url, { lazyConnect: true }));
    const levels = { none: 'none', fenced: 'fenced', highWater: { highWater: store } } as const;
    const series = Object.entries(levels).map(([name, durability]) =>
      defineSeries({ name, pattern: 'O{seq:9}', durability }),
    );
    const open = async () => {
      const app = await testApp({ connection: group.connection, series });
      const numbersOfEach = (count: number): Promise<string[][]> =>
        Promise.all(series.map((one) => app.get(SerialService).nextMany(one, count)));
      return { app, numbersOfEach };
    };
    // The replicas know of this process, and nothing of its last numbers.
    const first = await open();
    await first.numbersOfEach(50);
    await group.inStep();
    await group.leaveBehind();
    const lost = await first.numbersOfEach(50);
    await first.app.close();
    await group.failOver();
    const second = await open();
    const after = await second.numbersOfEach(100);
    await second.app.close();
    const repeated = after.map((texts, index) => texts.filter((text) => lost[index]?.includes(text)).length);
    expect(repeated).toEqual([50, 0, 0]);
  });
});
