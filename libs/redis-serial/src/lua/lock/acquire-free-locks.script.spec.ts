import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { acquireFreeLocks, TOKEN_LENGTH, type FastPathReply } from './acquire-free-locks.script.js';

const FAR_AHEAD = 9_000_000_000_000_000;

describe('acquireFreeLocks', () => {
  const server = scriptServer();
  const lock = (name: string): string => server.key(`lock:${name}`);
  const token = (letter: string): string => letter.repeat(TOKEN_LENGTH);
  const serve = (
    acquired: Readonly<Record<string, string>>,
    released: Readonly<Record<string, string>> = {},
    leasesMs: readonly number[] = [60_000],
  ): Promise<FastPathReply> => {
    const all = [...Object.entries(acquired), ...Object.entries(released)];
    return runnerOn(server.client).run(
      acquireFreeLocks,
      {
        fences: server.key('fences'),
        queues: server.key('queues'),
        locks: all.map(([name]) => lock(name)),
      },
      {
        process: 'host:1:a',
        count: Object.keys(acquired).length,
        tokens: all.map(([, letter]) => token(letter)).join(''),
        leasesMs: Object.keys(acquired).length > 0 ? leasesMs : [],
      },
    );
  };

  it('acquires locks that nobody holds, with one fence that is the time, and writes who holds them', async () => {
    const [before] = await server.client.time();
    const { contended, fence, micros, done } = await serve({ a: 'x', b: 'y' });
    expect({ contended, done }).toEqual({ contended: false, done: '11' });
    expect(fence).toBe(micros);
    expect(fence).toBeGreaterThanOrEqual(Number(before) * 1_000_000);
    expect(await server.client.get(lock('a'))).toBe(`0${token('x')} ${fence} ${micros} host:1:a`);
    expect(await server.client.get(lock('b'))).toBe(`0${token('y')} ${fence} ${micros} host:1:a`);
    expect(await server.client.get(server.key('fences'))).toBe(String(fence));
  });

  it('gives each its own lease, or all the same', async () => {
    await serve({ a: 'x', b: 'y' }, {}, [50_000, 5_000_000]);
    expect(await server.client.pttl(lock('a'))).toBeLessThanOrEqual(50_000);
    expect(await server.client.pttl(lock('b'))).toBeGreaterThan(50_000);
    await serve({ c: 'x', d: 'y' }, {}, [5_000_000]);
    expect(await server.client.pttl(lock('c'))).toBeGreaterThan(50_000);
    expect(await server.client.pttl(lock('d'))).toBeGreaterThan(50_000);
  });

  it('gives a fence above the last one when the clock is behind it, to the last digit', async () => {
    await server.client.set(server.key('fences'), FAR_AHEAD + 1);
    expect((await serve({ a: 'x' })).fence).toBe(FAR_AHEAD + 2);
    expect((await serve({ b: 'x' })).fence).toBe(FAR_AHEAD + 3);
    expect(await server.client.get(server.key('fences'))).toBe(String(FAR_AHEAD + 3));
  });

  it('leaves a lock that somebody holds, and whatever else lies there', async () => {
    await serve({ a: 'x' });
    const held = await server.client.get(lock('a'));
    await server.client.hset(lock('b'), 'kind', 'r');
    expect((await serve({ a: 'y', b: 'y', c: 'y' })).done).toBe('001');
    expect(await server.client.get(lock('a'))).toBe(held);
    expect(await server.client.hgetall(lock('b'))).toEqual({ kind: 'r' });
  });

  it('releases those that the token holds, and tells those that it does not', async () => {
    await serve({ a: 'x', b: 'y' });
    const { done, micros } = await serve({}, { a: 'x', b: 'x', c: 'x' });
    expect(done).toBe('100');
    expect(micros).toBeUndefined();
    expect(await server.client.exists(lock('a'), lock('b'))).toBe(1);
  });

  it('does not take a token for one that only begins like it', async () => {
    await server.client.set(lock('a'), `0${token('x')}x 7 1 host:1:a`);
    expect((await serve({}, { a: 'x' })).done).toBe('0');
    expect(await server.client.exists(lock('a'))).toBe(1);
  });

  it('releases before it acquires', async () => {
    await serve({ a: 'x' });
    const { done } = await serve({ b: 'y' }, { a: 'x' });
    expect(done).toBe('11');
  });

  it('does nothing where somebody waits for a lock of the shard', async () => {
    await serve({ a: 'x' });
    await server.client.zadd(server.key('queues'), 1, server.key('queue:z'));
    expect(await serve({ b: 'y' }, { a: 'x' })).toMatchObject({ contended: true, done: '' });
    expect(await server.client.exists(lock('a'), lock('b'))).toBe(1);
  });

  it('serves hundreds at once', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`n${index}`, 'x']));
    expect((await serve(many)).done).toBe('1'.repeat(500));
    expect((await serve({}, many)).done).toBe('1'.repeat(500));
  });

  it('fails for a fence that is no number, and acquires nothing', async () => {
    await server.client.set(server.key('fences'), 'seven');
    await expect(serve({ a: 'x' })).rejects.toThrow();
    expect(await server.client.exists(lock('a'))).toBe(0);
  });
});
