import type { DateTexts } from '../pattern/pattern.js';
import { dateTexts } from './calendar.js';
import type { CalendarRules } from './calendar-rules.js';
import { periodAt, type Period, type ResetUnit } from './period.js';

const MINUTE_MS = 60_000;
const REMEMBERED = 64;

/** A minute of a series' calendar: all its instants lie in one period and read the same. */
export interface CalendarMinute {
  /** Milliseconds since 1970. */
  readonly from: number;
  /** The first instant after it. */
  readonly to: number;
  readonly period: Period;
  readonly texts: DateTexts;
}

/** A series' calendar; remembers the minutes it was asked about, since neighbouring numbers lie in one. */
export class SeriesCalendar {
  private readonly minutes = new Map<number, CalendarMinute>();

  constructor(
    readonly rules: CalendarRules,
    readonly resetEvery: ResetUnit,
  ) {}

  /**
   * The minute in which an instant lies. Clocks are put forward and back on whole minutes, and no number shows anything
   * finer, so that a minute is what can be relied on without looking further.
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
