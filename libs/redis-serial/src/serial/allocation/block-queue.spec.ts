import { BlockQueue } from './block-queue.js';

const queue = (...runs: [number, number][]): BlockQueue => {
  const blocks = new BlockQueue(10);
  for (const [first, last] of runs) blocks.add({ first, last });
  return blocks;
};

describe('BlockQueue', () => {
  it('hands out numbers one by one, lowest first', () => {
    const blocks = queue([10, 20], [50, 50]);
    expect([1, 2, 3, 4].map(() => blocks.takeOne())).toEqual([10, 20, 50, undefined]);
    expect(blocks.size).toBe(0);
  });

  it('hands out many over several blocks, or none', () => {
    const blocks = queue([10, 30], [70, 90]);
    expect(blocks.take(7)).toEqual([]);
    expect(blocks.take(4)).toEqual([
      { first: 10, last: 30 },
      { first: 70, last: 70 },
    ]);
    expect(blocks.size).toBe(2);
    expect(blocks.next).toBe(80);
  });

  it('takes back what directly precedes what is left, and nothing else', () => {
    const blocks = queue([10, 50]);
    const [run] = blocks.take(2);
    if (run) blocks.putBack(run);
    expect([blocks.next, blocks.size]).toEqual([10, 5]);
    blocks.take(3);
    blocks.putBack({ first: 10, last: 20 });
    expect(blocks.clear()).toEqual([{ first: 40, last: 50 }]);
    blocks.putBack({ first: 40, last: 50 });
    expect(blocks.size).toBe(0);
  });

  it('leaves out what a counter was lifted over', () => {
    const blocks = queue([10, 50], [80, 100]);
    blocks.discardUpTo(34);
    expect([blocks.next, blocks.size]).toEqual([40, 5]);
    blocks.discardUpTo(84);
    expect(blocks.clear()).toEqual([{ first: 90, last: 100 }]);
    blocks.discardUpTo(100);
    expect(blocks.size).toBe(0);
  });
});
