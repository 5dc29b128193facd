import { readVoidedRecord, whyVoided, writeVoidedRecord } from './voided.record.js';

describe('a number that is void', () => {
  it.each([
    [
      'by somebody',
      'the "customer" left\n',
      'ann',
      '5000 6000 {"reason":"the \\"customer\\" left\\n","actor":"ann"}',
    ],
    ['by nobody in particular', '', undefined, '5000 6000 {"reason":""}'],
  ])('has a record of why, %s', (_, reason, actor, record) => {
    expect(writeVoidedRecord('5000', 6000, whyVoided(reason, actor))).toBe(record);
    expect(readVoidedRecord(record)).toEqual({ textAt: 5000, at: 6000, reason, actor });
  });
});
