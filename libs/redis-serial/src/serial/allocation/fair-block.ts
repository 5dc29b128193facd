import { followingNumber, remainingFrom, type Numbering } from '../number-grid.js';

// So nobody finds a small series empty while another process has numbers of it.
const SHARES = 20;

/** How many numbers to fetch ahead: a twentieth of what is left behind the last one that was given, at most. */
export function fairBlock(series: Numbering, lastGiven: number | undefined, size: number): number {
  const left = remainingFrom(series, followingNumber(series, lastGiven), series.highest);
  return Math.max(1, Math.min(size, Math.floor(left / SHARES)));
}
