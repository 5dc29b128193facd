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
  private readonly smallest: number;
  private readonly largest: number;
  private present: number;

  constructor(size: number | 'auto') {
    this.smallest = size === 'auto' ? SMALLEST_AUTO : size;
    this.largest = size === 'auto' ? LARGEST_AUTO : size * MOST_BLOCKS;
    this.present = this.smallest;
  }

  /** How many numbers the next fetch takes. */
  get size(): number {
    return this.present;
  }

  /** How many numbers must be left when the next fetch begins. */
  get reserve(): number {
    return Math.floor(this.present / 2);
  }

  /** So many milliseconds after the last block another one is needed; or somebody has found no number left. */
  used(afterMs: number, starved: boolean): void {
    if (starved || afterMs < TOO_SHORT_MS) this.present = Math.min(this.largest, this.present * 2);
    else if (afterMs > TOO_LONG_MS) this.present = Math.max(this.smallest, Math.floor(this.present / 2));
  }
}
