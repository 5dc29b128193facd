import { scriptServer } from '../../../../../test/support/script-server.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { claimKey } from './claim-key.script.js';

describe('claimKey', () => {
  const server = scriptServer();
  const owner = (): string => server.key('owner');
  const claim = (field: string, ttlMs = 60_000): Promise<string> =>
    runnerOn(server.client).run(claimKey, { owner: owner() }, { field, ttlMs });

  it('gives a key to the counter that asks first, and tells it to all', async () => {
    expect(await claim('A')).toBe('A');
    expect(await claim('B')).toBe('A');
    expect(await claim('A')).toBe('A');
    expect(await server.client.get(owner())).toBe('A');
  });

  it('leaves it to that one for as long as it asks', async () => {
    await claim('A', 10_000);
    await claim('B', 3_600_000);
    expect(await server.client.pttl(owner())).toBeLessThanOrEqual(10_000);
    await claim('A', 60_000);
    expect(await server.client.pttl(owner())).toBeGreaterThan(10_000);
    expect(await server.client.pttl(owner())).toBeLessThanOrEqual(60_000);
  });

  it("refuses another program's value", async () => {
    await server.client.hset(owner(), 'of', 'another program');
    await expect(claim('A')).rejects.toThrow(OptionsError);
  });
});
