import { defineScript } from '../script.js';

/** How many numbers are reserved, how many are free again, and the lowest of these. */
export interface ReservationCounts {
  readonly pending: number;
  readonly free: number;
  readonly lowestFree: number | undefined;
}

/**
 * Looks at the reservations of a counter without changing them. Replies these three values; the last is '' if none is
 * free.
 */
export const lookAtReservations = defineScript({
  name: 'lookAtReservations',
  keys: ['pending', 'free'],
  args: [],
  source: /* lua */ `
    local lowest = redis.call('ZRANGE', free, 0, 0, 'WITHSCORES')[2]
    return { redis.call('ZCARD', pending), redis.call('ZCARD', free), lowest or '' }
  `,
  parse: (reply): ReservationCounts => {
    const [pending, free, lowest] = reply as [number, number, string];
    return { pending, free, lowestFree: lowest === '' ? undefined : Number(lowest) };
  },
});
