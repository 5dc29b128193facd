import { readReplayRecord, writeReplayAbout, writeReplayRecord, writeReplayRuns } from './replay.record.js';

describe('the record of an idempotency key', () => {
  const runs = [
    { first: 9_007_199_254_740_990, count: 1 },
    { first: 5, count: 20 },
  ];

  it('is read as it was written', () => {
    const record = writeReplayRecord(
      writeReplayRuns(runs),
      12,
      34,
      writeReplayAbout({ shop: 'a b\n' }, '{"pattern":"{seq}"}'),
    );
    expect(record).toBe('9007199254740990*1+5*20 12 34 [{"shop":"a b\\n"},{"pattern":"{seq}"}]');
    expect(readReplayRecord(record)).toEqual({
      ...{ runs, textAt: 12, issuedAt: 34 },
      ...{ scope: { shop: 'a b\n' }, form: '{"pattern":"{seq}"}' },
    });
  });

  it("has the clock where the text's instant is now", () => {
    expect(writeReplayRecord('5*1', 'now', 34, '{}')).toBe('5*1 34 34 {}');
  });

  it.each(['42', '5*1 12 34 {"shop":"a"}', '5*1 12 34 [{"shop'])('is not %s', (text) => {
    expect(readReplayRecord(text)).toBeUndefined();
  });
});
