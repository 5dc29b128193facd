import type { Lock, LockService } from 'nestjs-redis-serial';

/**
 * One lock, held twice in time: the late holder stopped past its lease and thinks that it holds the lock still, the new
 * one took it meanwhile.
 */
export async function twoHolders(
  locks: LockService,
  elsewhere: LockService,
  key: string,
): Promise<{ late: Lock; newer: Lock }> {
  const late = await locks.acquire(key, { ttl: 50, renew: false });
  const newer = await elsewhere.acquire(key, { ttl: '30s' });
  return { late, newer };
}
