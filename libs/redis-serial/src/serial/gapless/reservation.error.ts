import { RedisSerialError } from '../../common/redis-serial.error.js';

/** A reservation that can't be confirmed or cancelled, since the number is something else by now. */
export class ReservationError extends RedisSerialError {
  readonly code = 'RESERVATION';

  constructor(
    /** The name of its series. */
    readonly series: string,
    /** The number. */
    readonly text: string,
    /**
     * What it is: `'voided'`, `'free'` for the next caller, `'confirmed'`, reserved by `'others'`, `'asked'` where the
     * answer of `isUsed` is missing, or `'unknown'`.
     */
    readonly state: 'confirmed' | 'voided' | 'free' | 'others' | 'asked' | 'unknown',
    what: string,
  ) {
    super(`${text} of series "${series}" ${what}`);
  }
}
