import { RedisSerialError } from '../common/redis-serial.error.js';

/** A name that no series was declared under. */
export class SeriesUnknownError extends RedisSerialError {
  readonly code = 'SERIES_UNKNOWN';

  constructor(
    readonly series: string,
    known: readonly string[],
  ) {
    const hint = 'declare it by RedisSerialModule.forRoot({ series }) or .forFeature({ series })';
    super(`There is no series "${series}"; known are: ${known.join(', ') || 'none'}. If it exists, ${hint}`);
  }
}

/** The numbers of a series' period are used up: `max` was reached, or would be passed by so many at once. */
export class SeriesExhaustedError extends RedisSerialError {
  readonly code = 'SERIES_EXHAUSTED';

  constructor(
    readonly series: string,
    readonly period: string,
    /** The highest number given so far; absent when none was. */
    readonly value: number | undefined,
    readonly max: number,
  ) {
    const last = value === undefined ? 'none was given' : `the last given is ${value}`;
    super(`Series "${series}" can't give that many more numbers in period ${period}: ${last}, max is ${max}`);
  }
}

/** A text that is no number of the series. */
export class InvalidSerialError extends RedisSerialError {
  readonly code = 'SERIAL_INVALID';

  constructor(
    readonly series: string,
    readonly text: string,
    /** Index in the text at which the trouble begins, from 0. */
    readonly position: number,
    readonly reason: string,
  ) {
    super(`Not a number of series "${series}", at ${position}: ${reason}`);
  }
}
