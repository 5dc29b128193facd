import { readGaplessReplayRecord, writeGaplessReplayRecord } from './gapless-replay.record.js';

describe('what an idempotency key was given', () => {
  // As the specs of `reserveNumber` find it in Redis.
  const record = 'mine 9007199254740991 5000 2030-12-31 {"a":"x y\\n","b":"z"}';
  const replay = {
    token: 'mine',
    value: 9_007_199_254_740_991,
    textAt: '5000',
    period: '2030-12-31',
    scope: '{"a":"x y\\n","b":"z"}',
  };

  it('is written as the scripts do', () => {
    expect(writeGaplessReplayRecord(replay)).toBe(record);
  });

  it('is read from what the scripts write', () => {
    expect(readGaplessReplayRecord(record)).toEqual(replay);
  });

  it.each(['', '7', '7*1 5000 6000 {}'])('is nothing in %j', (text) => {
    expect(readGaplessReplayRecord(text)).toBeUndefined();
  });
});
