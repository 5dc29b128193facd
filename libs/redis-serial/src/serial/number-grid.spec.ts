import { capacityOf, followingNumber, isNumber, remainingFrom } from './number-grid.js';

const tens = { start: 10, step: 10, max: 55, highest: 55 };

describe('numbering', () => {
  it('goes from start to max by step', () => {
    expect(followingNumber(tens, undefined)).toBe(10);
    expect(followingNumber(tens, 10)).toBe(20);
    expect(followingNumber(tens, 50)).toBeUndefined();
    expect(capacityOf(tens)).toBe(5);
    expect(remainingFrom(tens, 50)).toBe(1);
    expect(remainingFrom(tens, undefined)).toBe(0);
  });

  it('goes on upon the grid after a value beside it', () => {
    expect(followingNumber(tens, 3)).toBe(10);
    expect(followingNumber(tens, 33)).toBe(40);
  });

  it('goes on above max where the series widens', () => {
    const widening = { ...tens, highest: 1_000 };
    expect(followingNumber(widening, 50)).toBe(60);
    expect(remainingFrom(widening, 60)).toBe(0);
    expect(remainingFrom(widening, 60, 100)).toBe(5);
    expect(isNumber(widening, 60)).toBe(true);
  });

  it('knows which values a counter can have', () => {
    expect([0, 10, 15, 50, 60, Number.NaN].map((value) => isNumber(tens, value))).toEqual([
      false,
      true,
      false,
      true,
      false,
      false,
    ]);
  });
});
