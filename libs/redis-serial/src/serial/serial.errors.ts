import { RedisSerialError } from '../common/redis-serial.error.js';

/** No series has this name. */
export class SeriesUnknownError extends RedisSerialError {
  readonly code = 'SERIES_UNKNOWN';

  constructor(
    /** The name that was asked for. */
    readonly series: string,
    known: readonly string[],
  ) {
    const hint = 'declare it by RedisSerialModule.forRoot({ series }) or .forFeature({ series })';
    super(`There is no series "${series}"; known are: ${known.join(', ') || 'none'}. If it exists, ${hint}`);
  }
}

/** Too few numbers are left in the period: `max` was reached, or the call wanted more than there are up to it. */
export class SeriesExhaustedError extends RedisSerialError {
  readonly code = 'SERIES_EXHAUSTED';
  /** The highest number given so far; absent when none was. */
  readonly value: number | undefined;

  constructor(
    /** The name of the series. */
    readonly series: string,
    /** The period, such as `2026-11-23`; `all` where the counter never begins again. */
    readonly period: string,
    last: number,
    start: number,
    /** The last number that the period has. */
    readonly max: number,
  ) {
    const given = last < start ? 'none was given' : `the last given is ${last}`;
    super(
      `Series "${series}" can't give that many more numbers in period ${period}: ${given}, max is ${max}`,
    );
    this.value = last < start ? undefined : last;
  }
}

/** The period ended longer than the series' `retention` ago. Its counter is gone, so its numbers would repeat. */
export class PeriodClosedError extends RedisSerialError {
  readonly code = 'PERIOD_CLOSED';

  constructor(
    /** The name of the series. */
    readonly series: string,
    /** The period, such as `2026-11-23`; `all` where the counter never begins again. */
    readonly period: string,
    /** When its retention ended. */
    readonly closedAt: Date,
  ) {
    const since = closedAt.toISOString();
    super(
      `Period ${period} of series "${series}" is closed since ${since}; number the document in a later one`,
    );
  }
}

/** The text is not a number of the series. */
export class InvalidSerialError extends RedisSerialError {
  readonly code = 'SERIAL_INVALID';

  constructor(
    /** The name of the series. */
    readonly series: string,
    /** The text, as it was given. */
    readonly text: string,
    /** The index in the text where the mistake is, from 0. */
    readonly position: number,
    /** What is wrong there. */
    readonly reason: string,
  ) {
    super(`Not a number of series "${series}", at ${position}: ${reason}`);
  }
}
