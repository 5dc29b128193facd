import type { DateTexts } from '../pattern/pattern.js';
import { dateTexts } from './calendar.js';
import { periodAt, type Period, type ResetUnit } from './period.js';

const MINUTE_MS = 60_000;

/** A series' calendar; remembers the last answers, since neighbouring numbers lie in one minute and one period. */
export class SeriesCalendar {
  private minute = Number.NaN;
  private texts: DateTexts | undefined;
  private period: Period | undefined;

  constructor(
    readonly timeZone: string,
    readonly resetEvery: ResetUnit,
  ) {}

  /** The period in which an instant lies. */
  periodAt(at: number): Period {
    if (!this.period || at < this.period.from || at >= this.period.to) {
      this.period = periodAt(at, this.resetEvery, this.timeZone);
    }
    return this.period;
  }

  /** How an instant's date and time read; nothing finer than a minute is ever shown. */
  textsAt(at: number): DateTexts {
    const minute = Math.floor(at / MINUTE_MS);
    if (!this.texts || minute !== this.minute) {
      this.texts = dateTexts(at, this.timeZone);
      this.minute = minute;
    }
    return this.texts;
  }
}
