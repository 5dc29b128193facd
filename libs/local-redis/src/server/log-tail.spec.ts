import { PassThrough } from 'node:stream';
import { LogTail } from './log-tail.js';

describe('LogTail', () => {
  it('keeps the last 50 lines, of chunks cut anywhere', async () => {
    const stream = new PassThrough();
    const log = new LogTail([stream]);
    const text = Array.from({ length: 60 }, (_, index) => `line ${index}\n`).join('');
    for (let at = 0; at < text.length; at += 7) stream.write(text.slice(at, at + 7));
    stream.end('the last one, without an end');
    await log.ended;
    const lines = log.toString().split('\n');
    expect(lines).toHaveLength(50);
    expect([lines[0], lines.at(-2), lines.at(-1)]).toEqual([
      'line 11',
      'line 59',
      'the last one, without an end',
    ]);
  });
});
