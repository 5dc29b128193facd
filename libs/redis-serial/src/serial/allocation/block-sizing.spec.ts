import { BlockSizing } from './block-sizing.js';

describe('BlockSizing', () => {
  it('doubles when somebody had to wait, to 16 blocks at most', () => {
    const sizing = new BlockSizing(100);
    sizing.used(500, true);
    expect(sizing.size).toBe(200);
    for (let times = 0; times < 9; times++) sizing.used(500, true);
    expect(sizing.size).toBe(1_600);
    expect(sizing.reserve).toBe(800);
  });

  it('doubles when a block was used up within 100 ms, before anybody has to wait', () => {
    const sizing = new BlockSizing('auto');
    expect(sizing.size).toBe(16);
    for (let times = 0; times < 3; times++) sizing.used(99, false);
    expect(sizing.size).toBe(128);
    sizing.used(100, false);
    expect(sizing.size).toBe(128);
  });

  it('halves when a block lasted longer than a second, to one block at least', () => {
    const sizing = new BlockSizing(100);
    for (let times = 0; times < 3; times++) sizing.used(10, false);
    sizing.used(1_001, false);
    expect(sizing.size).toBe(400);
    for (let times = 0; times < 9; times++) sizing.used(60_000, false);
    expect(sizing.size).toBe(100);
  });
});
