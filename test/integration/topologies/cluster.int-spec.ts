import { LockService, type RedisSerialOptions } from 'nestjs-redis-serial';
import { eventually } from '../../support/eventually.js';
import { upTo } from '../../support/range.js';
import { testApp } from '../../support/test-app.js';
import { asking } from '../../support/topology/asking.js';
import { moveSlot, usedSlots } from '../../support/topology/move-slots.js';
import { fencesFallen, haveRisen, overlaps } from '../../support/topology/fences.js';
import { RedisCluster } from '../../support/topology/redis-cluster.js';
import { SeveralLoads } from '../../support/topology/several-loads.js';

const LOCK_KEYS = ['a', 'b', 'c'];

describe('on a Redis Cluster that changes', () => {
  let cluster: RedisCluster;
  let tests = 0;
  beforeAll(async () => (cluster = await RedisCluster.start()));
  beforeEach(() => tests++);
  afterEach(() => cluster.repair());
  afterAll(() => cluster.stop());

  const options = (): RedisSerialOptions => ({
    connection: cluster.connection,
    keyPrefix: `test-${tests}`,
  });

  it('no number comes twice and all processes go on when masters are killed, one after the other', async () => {
    const loads = await SeveralLoads.start({ options: options() });
    for (const key of ['{strict#0}', '{buffered#0}']) {
      await cluster.failOver(await cluster.masterOf(key));
      await loads.goOn();
    }
    await loads.stop();
    expect(loads.repeated).toBe(0);
    expect(loads.errorsBut('REDIS_UNAVAILABLE')).toEqual([]);
  });

  it('numbers and locks go on while their slots move from node to node', async () => {
    // Only slots of this test.
    for (const master of await cluster.masters()) await asking(master, (client) => client.flushall());
    const loads = await SeveralLoads.start({
      options: options(),
      plan: { callers: 2, lockKeys: LOCK_KEYS },
    });
    const moved: number[] = [];
    const masters = await cluster.masters();
    for (const [index, from] of masters.entries()) {
      const to = masters[(index + 1) % masters.length] ?? from;
      for (const slot of await usedSlots(from)) {
        await moveSlot(slot, from, to, () => loads.carryOn(20));
        moved.push(slot);
      }
    }
    await loads.goOn();
    await loads.stop();
    expect(moved.length).toBeGreaterThan(3);
    expect(loads.repeated).toBe(0);
    expect(overlaps(loads.holds)).toEqual([]);
    expect(fencesFallen(loads.holds)).toEqual([]);
    expect(loads.errorsBut('REDIS_UNAVAILABLE')).toEqual([]);
  });

  it('locks that are held stay held when the master of some is killed, its replica being in step', async () => {
    const keys = upTo(20).map((n) => `lock-${n}`);
    const open = async () => {
      const app = await testApp({ ...options(), lock: { wait: 0 } });
      return { app, locks: app.get(LockService) };
    };
    const [holder, other] = [await open(), await open()];
    const held = await Promise.all(keys.map((key) => holder.locks.acquire(key)));
    await cluster.inStep();
    const [master] = await cluster.masters();
    if (master) await cluster.failOver(master);
    await eventually('the other app can ask for each', async () => {
      const states = await Promise.all(keys.map((key) => other.locks.inspect(key).catch(() => null)));
      return states.every((state, index) => state?.holders[0]?.token === held[index]?.token);
    });
    expect(await Promise.all(keys.map((key) => other.locks.tryAcquire(key)))).toEqual(keys.map(() => null));
    expect(held.map(({ signal }) => signal.aborted)).toEqual(keys.map(() => false));
    expect(await Promise.all(held.map((lock) => lock.release()))).toEqual(keys.map(() => true));
    const next = await Promise.all(keys.map((key) => other.locks.acquire(key)));
    expect(haveRisen(held, next)).toBe(true);
    await Promise.all([holder.app.close(), other.app.close()]);
  });
});
