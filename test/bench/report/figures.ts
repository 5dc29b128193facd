/** A number with three digits that count, such as `1,230`, `0.123` or `4.56 million`. */
export function figure(value: number): string {
  if (value >= 999_500) return `${threeDigits(value / 1e6)} million`;
  return threeDigits(value);
}

export function rate(perSecond: number): string {
  return `${figure(perSecond)}/s`;
}

export function factor(ratio: number): string {
  return `${figure(ratio)} ×`;
}

export function duration(milliseconds: number): string {
  return milliseconds < 0.1 ? `${threeDigits(milliseconds * 1000)} µs` : `${threeDigits(milliseconds)} ms`;
}

function threeDigits(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}
