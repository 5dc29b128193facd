import { lookAlikeTrouble, withJoinedMarks } from './look-alikes.js';

describe('lookAlikeTrouble', () => {
  it.each(['SH', 'New York', 'a', '上海 分店', '上海　分店', 'Zoë', '🧾', 'a~!'])(
    'finds none in %j',
    (text) => {
      expect(lookAlikeTrouble(text)).toBeUndefined();
    },
  );

  it.each([
    ['S\u200bH', 'U+200B'],
    ['\ufeffSH', 'U+FEFF'],
    ['SH\u200e', 'U+200E'],
    ['\u202eSH', 'U+202E'],
    ['S\u00adH', 'U+00AD'],
    ['SH\ufe0f', 'U+FE0F'],
    ['S\u3164H', 'U+3164'],
    ['S\nH', 'U+000A'],
    ['S\u2028H', 'U+2028'],
    ['S\u00a0H', 'U+00A0'],
    ['S\u2009H', 'U+2009'],
    ['SH ', 'ends with a blank'],
    [' SH', 'begins or ends with a blank'],
    ['SH\u3000', 'ends with a blank'],
    ['\u0301A', 'begins with a mark'],
  ])('finds it in %j', (text, reason) => {
    expect(lookAlikeTrouble(text)).toContain(reason);
  });

  it('joins marks', () => {
    expect(withJoinedMarks('Zoe\u0308')).toBe('Zoë');
    expect(withJoinedMarks('Zoë')).toBe('Zoë');
  });
});
