import type { DateTexts } from '../pattern/pattern.js';
import { dateTexts } from './calendar.js';
import type { CalendarRules } from './calendar-rules.js';
import { periodAt, type Period, type PeriodUnit } from './period.js';

const MINUTE_MS = 60_000;
const REMEMBERED = 64;

/** A minute of a series' calendar. All its instants lie in one period and have the same texts, but for seconds. */
export interface CalendarMinute {
  /** Milliseconds since 1970. */
  readonly from: number;
  /** The first instant after it. */
  readonly to: number;
  readonly period: Period;
  readonly texts: DateTexts;
}

/** A series' calendar. It caches minutes, since most numbers lie in the same minute as the one before. */
export class SeriesCalendar {
  private readonly minutes = new Map<number, CalendarMinute>();

  constructor(
    readonly rules: CalendarRules,
    readonly resetEvery: PeriodUnit,
  ) {}

  /**
   * The minute of an instant. Clocks are put forward and back on whole minutes, and no period begins within one. So
   * everything within a minute has the same period and, but for seconds, the same texts.
   */
  minuteAt(at: number): CalendarMinute {
    const number = Math.floor(at / MINUTE_MS);
    const known = this.minutes.get(number);
    if (known) return known;
    if (this.minutes.size === REMEMBERED) this.minutes.clear();
    const minute = this.lookUp(number * MINUTE_MS);
    this.minutes.set(number, minute);
    return minute;
  }

  private lookUp(from: number): CalendarMinute {
    const texts = dateTexts(from, this.rules);
    const period = periodAt(from, this.resetEvery, texts, this.rules);
    return { from, to: from + MINUTE_MS, period, texts };
  }
}
