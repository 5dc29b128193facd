import { BlockSizing } from './block-sizing.js';

describe('BlockSizing', () => {
  it('doubles when somebody had to wait, to 16 blocks at most', () => {
    const sizing = new BlockSizing(100);
    sizing.starved();
    expect(sizing.size).toBe(200);
    for (let times = 0; times < 9; times++) sizing.starved();
    expect(sizing.size).toBe(1_600);
    expect(sizing.reserve).toBe(800);
  });

  it('halves after calm fetches, to one block at least', () => {
    const sizing = new BlockSizing(100);
    sizing.starved();
    sizing.starved();
    for (let fetch = 0; fetch < 8; fetch++) sizing.fetched(3);
    expect(sizing.size).toBe(200);
    for (let fetch = 0; fetch < 80; fetch++) sizing.fetched(0);
    expect(sizing.size).toBe(100);
  });

  it('stays when much of the reserve was used meanwhile', () => {
    const sizing = new BlockSizing('auto');
    expect(sizing.size).toBe(16);
    sizing.starved();
    for (let fetch = 0; fetch < 80; fetch++) sizing.fetched(4);
    expect(sizing.size).toBe(32);
  });
});
