const SMALLEST_AUTO = 16;
const LARGEST_AUTO = 16_384;
const MOST_BLOCKS = 16;

// A block should last about so long: hiccups of the event loop, the server or the network are shorter than half of it.
const TOO_SHORT_MS = 100;
const TOO_LONG_MS = 1_000;

/**
 * How many numbers to fetch ahead, learnt from the rate, as CosId's segment chain does: doubled when a block was used
 * up too soon or somebody had to wait, halved when it lasted long.
 */
export class BlockSizing {
  /** How many numbers the first block has, and each at least. */
  readonly smallest: number;
  private readonly largest: number;

  constructor(size: number | 'auto') {
    this.smallest = size === 'auto' ? SMALLEST_AUTO : size;
    this.largest = size === 'auto' ? LARGEST_AUTO : size * MOST_BLOCKS;
  }

  /** How many the next one has: so many ms after the last another one is needed; or somebody found no number left. */
  after(size: number, afterMs: number, starved: boolean): number {
    if (starved || afterMs < TOO_SHORT_MS) return Math.min(this.largest, size * 2);
    return afterMs > TOO_LONG_MS ? Math.max(this.smallest, Math.floor(size / 2)) : size;
  }
}
