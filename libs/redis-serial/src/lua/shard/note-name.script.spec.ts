import { scriptServer } from '../../../../../test/support/script-server.js';
import { upTo } from '../../../../../test/support/range.js';
import { runnerOn } from '../../redis/client-runner.js';
import { noteName } from './note-name.script.js';

describe('noteName', () => {
  const server = scriptServer();
  const names = (): string => server.key('names');
  const note = (name: string, ttlMs: number | 'never' = 60_000): Promise<string[]> =>
    runnerOn(server.client).run(noteName, { names: names() }, { name, ttlMs });

  it('tells a name that is new of the others, once', async () => {
    expect(await note('order')).toEqual([]);
    expect(await note('order')).toEqual([]);
    expect(await note('orders')).toEqual(['order']);
    expect(await note('orders')).toEqual([]);
    expect(await note('order')).toEqual([]);
  });

  it('tells of some, where there are many', async () => {
    for (const n of upTo(30)) await note(`tenant-${n}`);
    const others = await note('one more');
    expect(others.length).toBeGreaterThanOrEqual(7);
    expect(others.length).toBeLessThanOrEqual(8);
    expect(others).not.toContain('one more');
  });

  it('keeps them for as long as the one that stays longest', async () => {
    await note('order', 60_000);
    expect(await server.client.pttl(names())).toBeLessThanOrEqual(60_000);
    await note('orders', 3_600_000);
    expect(await server.client.pttl(names())).toBeGreaterThan(60_000);
    await note('order', 60_000);
    expect(await server.client.pttl(names())).toBeGreaterThan(60_000);
    await note('order', 'never');
    expect(await server.client.pttl(names())).toBe(-1);
    await note('third', 60_000);
    expect(await server.client.pttl(names())).toBe(-1);
  });
});
