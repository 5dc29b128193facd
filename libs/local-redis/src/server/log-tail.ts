import { createInterface } from 'node:readline';
import { type Readable } from 'node:stream';

const KEPT_LINES = 50;

/** Follows a program's output and keeps the last lines of it. */
export class LogTail {
  /** Resolves when the output has ended. */
  readonly ended: Promise<unknown>;

  private readonly lines: string[] = [];

  constructor(streams: readonly Readable[]) {
    this.ended = Promise.all(streams.map((stream) => this.follow(stream)));
  }

  /** The last lines, the newest at the end. */
  toString(): string {
    return this.lines.join('\n');
  }

  private follow(stream: Readable): Promise<void> {
    return new Promise((resolve) => {
      const lines = createInterface({ input: stream, crlfDelay: Infinity });
      lines.on('line', (line) => {
        this.keep(line);
      });
      lines.on('close', resolve);
    });
  }

  private keep(line: string): void {
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
  }
}
