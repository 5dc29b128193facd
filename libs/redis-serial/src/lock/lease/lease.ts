import type { Clock } from '../../common/clock.js';

/**
 * How long a lock may be trusted, on this process's own monotonic clock.
 *
 * The server counts the lease from when it ran the script. This process counts it from before it asked, less a margin
 * for clocks that run at different speeds: 1 % and 2 ms, as Redlock allows for. So the lease ends here before it ends
 * there.
 * @see https://redis.io/docs/latest/develop/use/patterns/distributed-locks/
 */
export class Lease {
  private readonly end: number;
  private wallEnd: number | undefined;

  constructor(
    readonly ttl: number,
    askedAt: number,
    private readonly clock: Clock,
  ) {
    this.end = askedAt + ttl * 0.99 - 2;
  }

  /** For how many milliseconds the lock can still be trusted; 0 or less when it can't. */
  get remainingMs(): number {
    return this.end - this.clock.now();
  }

  /** When it ends on the wall clock, in milliseconds since 1970. */
  get expiresAt(): number {
    this.wallEnd ??= this.clock.wall() + this.remainingMs;
    return this.wallEnd;
  }
}
