const SMALLEST_AUTO = 16;
const LARGEST_AUTO = 16_384;
const MOST_BLOCKS = 16;
const CALM_FETCHES = 8;

/**
 * How many numbers to fetch ahead, learnt from what happens, as CosId's segment chain does: somebody who had to wait
 * doubles it; it halves when, fetch after fetch, hardly any of the reserve was used while Redis answered.
 */
export class BlockSizing {
  private readonly smallest: number;
  private readonly largest: number;
  private present: number;
  private calm = 0;

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

  /** Somebody found no number left. */
  starved(): void {
    this.present = Math.min(this.largest, this.present * 2);
    this.calm = 0;
  }

  /** A fetch came back, and so many numbers had been used meanwhile. */
  fetched(usedMeanwhile: number): void {
    this.calm = usedMeanwhile * MOST_BLOCKS < this.reserve ? this.calm + 1 : 0;
    if (this.calm < CALM_FETCHES) return;
    this.present = Math.max(this.smallest, Math.floor(this.present / 2));
    this.calm = 0;
  }
}
