import { BlockSizing } from './block-sizing.js';

describe('BlockSizing', () => {
  const times = (
    count: number,
    sizing: BlockSizing,
    size: number,
    afterMs: number,
    starved: boolean,
  ): number =>
    Array.from({ length: count }).reduce<number>((last) => sizing.after(last, afterMs, starved), size);

  it('doubles when somebody had to wait, to 16 blocks at most', () => {
    const sizing = new BlockSizing(100);
    expect(sizing.after(sizing.smallest, 500, true)).toBe(200);
    expect(times(9, sizing, 200, 500, true)).toBe(1_600);
  });

  it('doubles when a block was used up within 100 ms, before anybody has to wait', () => {
    const sizing = new BlockSizing('auto');
    expect(sizing.smallest).toBe(16);
    expect(times(3, sizing, 16, 99, false)).toBe(128);
    expect(sizing.after(128, 100, false)).toBe(128);
  });

  it('halves when a block lasted longer than a second, to one block at least', () => {
    const sizing = new BlockSizing(100);
    expect(sizing.after(800, 1_001, false)).toBe(400);
    expect(times(9, sizing, 400, 60_000, false)).toBe(100);
  });
});
