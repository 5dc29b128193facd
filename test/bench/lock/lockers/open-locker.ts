import type { Connections } from '../../connections.js';
import type { Locker, Take } from './locker.js';

const opened = new WeakMap<Connections, Map<Locker, Promise<Take>>>();

/** Opens a way to lock, once for all that use the same connections: some libraries allow no more in a process. */
export function openLocker(at: Connections, locker: Locker): Promise<Take> {
  const there = opened.get(at) ?? new Map<Locker, Promise<Take>>();
  opened.set(at, there);
  const take = there.get(locker) ?? locker.open(at);
  there.set(locker, take);
  return take;
}
