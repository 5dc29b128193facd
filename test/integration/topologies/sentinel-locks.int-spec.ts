import { LockService } from 'nestjs-redis-serial';
import { eventually } from '../../support/eventually.js';
import { upTo } from '../../support/range.js';
import { testApp } from '../../support/test-app.js';
import { haveRisen } from '../../support/topology/fences.js';
import { SentinelGroup } from '../../support/topology/sentinel-group.js';

describe('locks, where Sentinels promote a replica after the master was killed', () => {
  let group: SentinelGroup;
  beforeEach(async () => (group = await SentinelGroup.start()));
  afterEach(() => group.stop());

  const KEYS = upTo(20).map((n) => `lock-${n}`);
  const open = async () => {
    const app = await testApp({ connection: group.connection, lock: { ttl: '10s', wait: 0 } });
    return { app, locks: app.get(LockService) };
  };

  const reachesMaster = (locks: LockService): Promise<void> =>
    eventually('the app reaches the new master', () =>
      locks.inspect('none').then(
        () => true,
        () => false,
      ),
    );

  it('that are held stay held where the replicas were in step', async () => {
    const [holder, other] = [await open(), await open()];
    const held = await Promise.all(KEYS.map((key) => holder.locks.acquire(key)));
    await group.inStep();
    await group.failOver();
    await Promise.all([reachesMaster(holder.locks), reachesMaster(other.locks)]);
    expect(await Promise.all(KEYS.map((key) => other.locks.tryAcquire(key)))).toEqual(KEYS.map(() => null));
    expect(held.map(({ signal }) => signal.aborted)).toEqual(KEYS.map(() => false));
    expect(await Promise.all(held.map((lock) => lock.release()))).toEqual(KEYS.map(() => true));
    const next = await Promise.all(KEYS.map((key) => other.locks.acquire(key)));
    expect(haveRisen(held, next)).toBe(true);
    await Promise.all([holder.app.close(), other.app.close()]);
  });

  it('can have a second holder where they were behind, whose fence is higher; the first one hears of it', async () => {
    const [holder, other] = [await open(), await open()];
    await group.inStep();
    await group.leaveBehind();
    const held = await Promise.all(KEYS.map((key) => holder.locks.acquire(key)));
    await group.failOver();
    await Promise.all([reachesMaster(holder.locks), reachesMaster(other.locks)]);
    const second = await Promise.all(KEYS.map((key) => other.locks.acquire(key)));
    expect(haveRisen(held, second)).toBe(true);
    await eventually('the first holders have heard', () => held.every(({ signal }) => signal.aborted));
    expect(await Promise.all(held.map((lock) => lock.release()))).toEqual(KEYS.map(() => false));
    expect(await Promise.all(second.map((lock) => lock.release()))).toEqual(KEYS.map(() => true));
    await Promise.all([holder.app.close(), other.app.close()]);
  });
});
