import type { ShowEvent } from './show-state.js';

const KEPT = 20;

/** What happened, newest first, in seconds since the first event. */
export class EventLog {
  private began: number | undefined;
  private events: readonly ShowEvent[] = [];

  /** Begins to count the seconds, unless that has begun already. */
  begin(): void {
    this.began ??= performance.now();
  }

  tell(event: Omit<ShowEvent, 'at'>): void {
    this.begin();
    const seconds = (performance.now() - (this.began ?? 0)) / 1000;
    this.events = [{ ...event, at: Math.round(seconds * 10) / 10 }, ...this.events].slice(0, KEPT);
  }

  get list(): readonly ShowEvent[] {
    return this.events;
  }
}
