/** Which numbers a period of a series has. */
export interface Numbering {
  readonly start: number;
  readonly step: number;
  readonly max: number;
  readonly highest: number;
}

/** The next number after the last one given, on the grid `start`, `start + step`, …; `undefined` when none is left. */
export function followingNumber(
  { start, step, highest }: Numbering,
  last: number | undefined,
): number | undefined {
  const following =
    last === undefined || last < start ? start : start + (Math.floor((last - start) / step) + 1) * step;
  return following > highest ? undefined : following;
}

/** How many numbers are left from the next one up to `max` or another bound. */
export function remainingFrom(
  { step, max }: Numbering,
  following: number | undefined,
  upTo: number = max,
): number {
  return following === undefined ? 0 : Math.max(0, Math.floor((upTo - following) / step) + 1);
}

/** How many numbers a whole period has, up to `max`. */
export function capacityOf(numbering: Numbering): number {
  return remainingFrom(numbering, numbering.start);
}

/** Whether the counter can have this value. */
export function isNumber({ start, step, highest }: Numbering, value: number): boolean {
  return Number.isSafeInteger(value) && value >= start && value <= highest && (value - start) % step === 0;
}

/** The value of a counter before its first number. */
export function baseOf({ start, step }: Numbering): number {
  return start - step;
}

/** The highest number that is not above a value; the counter's base when there is none. */
export function lastUpTo({ start, step }: Numbering, value: number): number {
  return value < start ? start - step : value - ((value - start) % step);
}
