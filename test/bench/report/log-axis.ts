/** A logarithmic axis from one power of ten to another. */
export class LogAxis {
  private constructor(
    private readonly lowest: number,
    private readonly highest: number,
    private readonly left: number,
    private readonly right: number,
  ) {}

  /** The shortest axis that holds all values and 1. */
  static around(values: readonly number[], left: number, right: number): LogAxis {
    const exponents = [0, ...values.map((value) => Math.log10(value))];
    const lowest = Math.floor(Math.min(...exponents));
    return new LogAxis(lowest, Math.max(lowest + 1, Math.ceil(Math.max(...exponents))), left, right);
  }

  /** The powers of ten. */
  get ticks(): number[] {
    return Array.from({ length: this.highest - this.lowest + 1 }, (_, index) => 10 ** (this.lowest + index));
  }

  /** Where a value lies. */
  at(value: number): number {
    const share = (Math.log10(value) - this.lowest) / (this.highest - this.lowest);
    return Math.round((this.left + share * (this.right - this.left)) * 10) / 10;
  }
}
