import type { Redis } from 'ioredis';

const BLOCK = 1000;

/** What one would write by hand for speed: INCRBY fetches a block, which is handed out and formatted in the process. */
export class HandWrittenBuffer {
  private following = 1;
  private last = 0;
  private prefix = '';
  private fetching: Promise<void> | undefined;

  constructor(
    private readonly client: Redis,
    private readonly key: string,
  ) {}

  async next(): Promise<string> {
    while (this.following > this.last) await (this.fetching ??= this.fetch());
    return this.prefix + String(this.following++).padStart(9, '0');
  }

  private async fetch(): Promise<void> {
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    this.last = await this.client.incrby(`${this.key}:${day}`, BLOCK);
    this.following = this.last - BLOCK + 1;
    this.prefix = `ORD-${day}-`;
    this.fetching = undefined;
  }
}
