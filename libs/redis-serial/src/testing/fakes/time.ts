import type { Keyspace } from '../memory/keyspace.js';

/** Whether the time, in seconds since 1970, is outside of the span that the caller expected. */
export function isOtherTime({ now }: Keyspace, from: number, to: number): boolean {
  const second = Math.floor(now / 1000);
  return second < from || second >= to;
}
