import { RedisSerialError } from '../../common/redis-serial.error.js';

/**
 * The reservation can't be confirmed or cancelled: meanwhile its number is void, free, confirmed or reserved by others.
 */
export class ReservationError extends RedisSerialError {
  readonly code = 'RESERVATION';

  constructor(
    /** The name of the series. */
    readonly series: string,
    /** The number. */
    readonly text: string,
    /**
     * The state of the number: `'voided'`; `'free'` for the next caller; `'confirmed'`; `'others'`, reserved by
     * somebody else; `'asked'`, waiting for the answer of `isUsed`; or `'unknown'`.
     */
    readonly state: 'confirmed' | 'voided' | 'free' | 'others' | 'asked' | 'unknown',
    what: string,
  ) {
    super(`${text} of series "${series}" ${what}`);
  }
}
