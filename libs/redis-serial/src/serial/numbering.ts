import type { Series } from './series.js';

type Numbering = Pick<Series, 'start' | 'step' | 'max'>;

/** The number that follows the last one given, on the grid `start`, `start + step`, …; `undefined` above `max`. */
export function followingNumber(
  { start, step, max }: Numbering,
  last: number | undefined,
): number | undefined {
  const following =
    last === undefined || last < start ? start : start + (Math.floor((last - start) / step) + 1) * step;
  return following > max ? undefined : following;
}

/** How many numbers are left, beginning with the following one. */
export function remainingFrom({ step, max }: Numbering, following: number | undefined): number {
  return following === undefined ? 0 : Math.floor((max - following) / step) + 1;
}

/** How many numbers a period has. */
export function capacityOf(numbering: Numbering): number {
  return remainingFrom(numbering, numbering.start);
}

/** Tells whether a value is one that the counter can have. */
export function isNumber({ start, step, max }: Numbering, value: number): boolean {
  return Number.isSafeInteger(value) && value >= start && value <= max && (value - start) % step === 0;
}
