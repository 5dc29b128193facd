import type { SeenNumber, TallyState } from './show-state.js';

const SHOWN = 8;

/** Counts numbers as they come, and those that come a second time. */
export class Tally {
  private readonly texts = new Set<string>();
  private last: SeenNumber[] = [];
  private given = 0;
  private repeated = 0;
  private highest = 0;

  add(text: string): void {
    const seen = { text, repeated: this.texts.has(text) };
    this.texts.add(text);
    this.given++;
    if (seen.repeated) this.repeated++;
    this.highest = Math.max(this.highest, valueOf(text));
    this.last = [seen, ...this.last.slice(0, SHOWN - 1)];
  }

  /** How far a number is above the highest one so far: 1 for the next number, 0 or less when numbers begin again. */
  distanceOf(text: string): number {
    return valueOf(text) - this.highest;
  }

  get state(): TallyState {
    const { given, repeated, last } = this;
    return { given, repeated, last };
  }
}

function valueOf(text: string): number {
  return Number(text.slice(text.lastIndexOf('-') + 1));
}
