import { readOverdue, writeOverdue } from './overdue.js';

describe('a number that is overdue', () => {
  it('is read from the text in which the scripts tell of it', () => {
    const text = '9007199254740991 mine 5000';
    expect(writeOverdue(9_007_199_254_740_991, 'mine', '5000')).toBe(text);
    expect(readOverdue(text)).toEqual({ value: 9_007_199_254_740_991, token: 'mine', textAt: 5000 });
  });
});
