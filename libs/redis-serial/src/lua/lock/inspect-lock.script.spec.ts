import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { exclusiveHolder } from './holder.record.js';
import { inspectLock, type LockInspection } from './inspect-lock.script.js';
import { scoreOf } from './queue-entry.record.js';

describe('inspectLock', () => {
  const server = scriptServer();
  const lock = (): string => server.key('lock');
  const inspect = (): Promise<LockInspection | null> =>
    runnerOn(server.client).run(inspectLock, { lock: lock(), queue: server.key('queue') }, {});
  const inMs = async (ms: number): Promise<number> => Number((await server.client.time())[0]) * 1_000 + ms;

  it('answers null for a lock that nobody holds', async () => {
    expect(await inspect()).toBeNull();
  });

  it('tells who holds a lock alone, for how long, and since when', async () => {
    const holder = {
      token: 'one',
      fence: 1_800_000_000_000_001,
      since: 1_700_000_000_123_456,
      process: 'shop-1:7:xyz',
    };
    await server.client.set(lock(), exclusiveHolder(holder, true), 'PX', 60_000);
    const found = await inspect();
    expect(found).toMatchObject({ mode: 'write', holders: [{ token: 'one', owner: 'shop-1:7' }] });
    expect(found?.holders[0]).toMatchObject({ fence: 1_800_000_000_000_001, acquiredAt: 1_700_000_000_123 });
    expect(found?.holders[0]?.expiresIn).toBeGreaterThan(0);
    expect(found?.holders[0]?.expiresIn).toBeLessThanOrEqual(60_000);
  });

  it('shows one that was given back before its time without its mark', async () => {
    await server.client.set(lock(), '0=one 7 1000 host:1:a', 'PX', 60_000);
    expect((await inspect())?.holders[0]?.token).toBe('one');
  });

  it('tells the readers in the order of their fences, without those whose leases are over', async () => {
    const ends = await inMs(60_000);
    await server.client.hset(lock(), {
      kind: 'r',
      ends: 1,
      ':late': `${ends} 9 2000 host:2:b`,
      ':over': `1 5 1000 host:1:a`,
      ':early': `${ends} 7 1000 host:1:a`,
    });
    const found = await inspect();
    expect(found?.mode).toBe('read');
    expect(found?.holders.map(({ token, fence }) => [token, fence])).toEqual([
      ['early', 7],
      ['late', 9],
    ]);
  });

  it('shows holders of permits as writers, and nobody when all leases are over', async () => {
    await server.client.hset(lock(), {
      kind: 'p3',
      ends: 1,
      ':one': `${await inMs(60_000)} 7 1000 host:1:a`,
    });
    expect((await inspect())?.mode).toBe('write');
    await server.client.hset(lock(), ':one', '1 7 1000 host:1:a');
    expect(await inspect()).toBeNull();
  });

  it('tells how many of each process wait', async () => {
    await server.client.set(lock(), '1one 7 1000 host:1:a');
    await server.client.zadd(server.key('queue'), 5, 'host:2:b', scoreOf(3), '#host:2:b');
    await server.client.zadd(server.key('queue'), 6, 'host:3:c', scoreOf(2_000), '#host:3:c');
    expect([...((await inspect())?.waiting ?? [])].sort()).toEqual([
      ['host:2:b', 3],
      ['host:3:c', 2_000],
    ]);
  });

  it.each([
    ['a text', (key: string) => server.client.set(key, 'something else')],
    ['a hash', (key: string) => server.client.hset(key, 'name', 'value')],
    ['a list', (key: string) => server.client.rpush(key, 'value')],
  ])('refuses %s of another program', async (_, write) => {
    await write(lock());
    await expect(inspect()).rejects.toThrow("another program's value");
  });

  it('changes nothing', async () => {
    await server.client.set(lock(), '0one 7 1000 host:1:a', 'PX', 60_000);
    const lease = await server.client.pexpiretime(lock());
    await inspect();
    expect(await server.client.pexpiretime(lock())).toBe(lease);
    expect(await server.client.exists(server.key('queue'))).toBe(0);
  });
});
