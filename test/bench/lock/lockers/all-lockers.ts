import { FLOOR, PIPELINED_FLOOR } from './floor.js';
import { LOCK_SERVICE } from './lock-service.js';
import type { Locker } from './locker.js';
import { MURLOCK } from './murlock.js';
import { REDIS_SEMAPHORE } from './redis-semaphore.js';
import { REDLOCK } from './redlock.js';
import { REDLOCK_UNIVERSAL } from './redlock-universal.js';
import { SESAMECARE_REDLOCK } from './sesamecare-redlock.js';
import { SIMPLE_REDIS_MUTEX } from './simple-redis-mutex.js';

const PEERS: readonly Locker[] = [
  REDLOCK,
  SESAMECARE_REDLOCK,
  REDIS_SEMAPHORE,
  REDLOCK_UNIVERSAL,
  MURLOCK,
  SIMPLE_REDIS_MUTEX,
];

/** All that take a lock which nobody else wants. */
export const FREE_LOCKERS: readonly Locker[] = [FLOOR, PIPELINED_FLOOR, LOCK_SERVICE, ...PEERS];

/** All that wait for a lock: waiters have little to join in a pipeline. */
export const WAITING_LOCKERS: readonly Locker[] = [FLOOR, LOCK_SERVICE, ...PEERS];

/** The one of that id. */
export function lockerOf(id: string): Locker {
  const locker = FREE_LOCKERS.find((each) => each.id === id);
  if (!locker) throw new Error(`No way to lock is called ${id}`);
  return locker;
}
