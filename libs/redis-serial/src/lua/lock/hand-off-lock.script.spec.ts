import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { handOffLock } from './hand-off-lock.script.js';
import { exclusiveHolder } from './holder.record.js';

describe('handOffLock', () => {
  const server = scriptServer();
  const lock = (): string => server.key('lock');
  const holderOf = (token: string, isContended = false): string =>
    exclusiveHolder({ token, fence: 7, since: 1, process: 'host:1:a' }, isContended);
  const handOff = (known: string, next: string): Promise<boolean> =>
    runnerOn(server.client).run(handOffLock, { lock: lock() }, { known, next });

  it('puts the next holder in place, within the same lease', async () => {
    await server.client.set(lock(), holderOf('one'), 'PX', 60_000);
    const lease = await server.client.pexpiretime(lock());
    expect(await handOff(holderOf('one'), holderOf('two'))).toBe(true);
    expect(await server.client.get(lock())).toBe(holderOf('two'));
    expect(await server.client.pexpiretime(lock())).toBe(lease);
  });

  it('changes nothing once another process waits, or another token holds the lock', async () => {
    for (const found of [holderOf('one', true), holderOf('other')]) {
      await server.client.set(lock(), found, 'PX', 60_000);
      const lease = await server.client.pexpiretime(lock());
      expect(await handOff(holderOf('one'), holderOf('two'))).toBe(false);
      expect(await server.client.get(lock())).toBe(found);
      expect(await server.client.pexpiretime(lock())).toBe(lease);
    }
  });

  it('begins no lock whose lease is over', async () => {
    expect(await handOff(holderOf('one'), holderOf('two'))).toBe(false);
    expect(await server.client.exists(lock())).toBe(0);
  });

  it('fails where a lock is shared, and leaves it', async () => {
    await server.client.hset(lock(), 'kind', 'r');
    await expect(handOff(holderOf('one'), holderOf('two'))).rejects.toThrow("another program's value");
    expect(await server.client.hgetall(lock())).toEqual({ kind: 'r' });
  });
});
