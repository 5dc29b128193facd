import type { Keyspace } from '../memory/keyspace.js';

/** Whether it is not the time, in seconds since 1970, that the caller took it to be. */
export function isOtherTime({ now }: Keyspace, from: number, to: number): boolean {
  const second = Math.floor(now / 1000);
  return second < from || second >= to;
}
