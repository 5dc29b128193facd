import { parsePattern } from './parse-pattern.js';
import { PatternError } from './pattern.error.js';
import type { SequencePart } from './pattern.js';

const counter = (of: Partial<SequencePart>): SequencePart => ({
  kind: 'sequence',
  digits: undefined,
  radix: 10,
  scrambled: false,
  widens: false,
  ...of,
});

describe('parsePattern', () => {
  it('takes a pattern apart', () => {
    expect(parsePattern('ORD-{store}-{date:yyyyMMdd}-{seq:6}')).toEqual([
      { kind: 'text', text: 'ORD-' },
      { kind: 'variable', name: 'store' },
      { kind: 'text', text: '-' },
      { kind: 'date', field: 'yyyy' },
      { kind: 'date', field: 'MM' },
      { kind: 'date', field: 'dd' },
      { kind: 'text', text: '-' },
      counter({ digits: 6 }),
    ]);
  });

  it('keeps texts inside a date as they are', () => {
    expect(parsePattern('{date:yyyy年MM}{seq:4:36}')).toEqual([
      { kind: 'date', field: 'yyyy' },
      { kind: 'text', text: '年' },
      { kind: 'date', field: 'MM' },
      counter({ digits: 4, radix: 36 }),
    ]);
  });

  it('reads doubled braces as braces, and a counter without digits as one of any length', () => {
    expect(parsePattern('{{{seq}}}')).toEqual([
      { kind: 'text', text: '{' },
      counter({}),
      { kind: 'text', text: '}' },
    ]);
  });

  it('knows every other token', () => {
    expect(parsePattern('{week}{fyStart:yyyy}{fyEnd:yy}{scramble:8}{check:mod97_10}')).toEqual([
      { kind: 'date', field: 'week' },
      { kind: 'date', field: 'fyStart_yyyy' },
      { kind: 'date', field: 'fyEnd_yy' },
      counter({ digits: 8, scrambled: true }),
      { kind: 'check', system: 'mod97_10' },
    ]);
  });

  it('reads counters in other digits', () => {
    expect(parsePattern('{seq:8:crockford}')).toEqual([
      counter({ digits: 8, radix: 32, alphabet: '0123456789ABCDEFGHJKMNPQRSTVWXYZ' }),
    ]);
    expect(parsePattern('{seq:4:unambiguous:lower}')).toEqual([
      counter({ digits: 4, radix: 31, alphabet: '23456789abcdefghjkmnpqrstuvwxyz' }),
    ]);
    expect(parsePattern('{seq:6:36:lower}')).toEqual([
      counter({ digits: 6, radix: 36, alphabet: '0123456789abcdefghijklmnopqrstuvwxyz' }),
    ]);
    expect(parsePattern('{seq:A999}')).toEqual([counter({ digits: 4, mask: 'A999' })]);
  });

  it('reads which tokens check characters cover, and that those of a creditor reference stand before them', () => {
    expect(parsePattern('{store}-{seq:4}{check:luhn( store, seq )}').at(-1)).toEqual({
      kind: 'check',
      system: 'luhn',
      over: ['store', 'seq'],
    });
    expect(parsePattern('RF{check:rf}{seq:8}')[1]).toEqual({ kind: 'check', system: 'rf', isAhead: true });
    expect(parsePattern('{seq:8}/{check:rf}').at(-1)).toEqual({ kind: 'check', system: 'rf' });
  });

  it.each([
    ['', 0, 'there is no counter'],
    ['ORD-{date:yyyy}', 15, 'there is no counter'],
    ['{seq:6}-{seq:6}', 8, 'a second counter'],
    ['A{seq:6', 1, '"{" has no partner'],
    ['A}{seq:6}', 1, '"}" has no partner'],
    ['{seq:0}', 0, 'takes 1 to 53 digits'],
    ['{seq:x}', 0, 'takes 1 to 53 digits'],
    ['{seq:6:37}', 0, 'the radix is 2 to 36'],
    ['{date}-{seq:6}', 0, 'a date needs one of'],
    ['{date:-}-{seq:6}', 0, 'a date needs one of'],
    ['{date:yyy}{seq:6}', 0, '"yyy" is not a part of a date'],
    ['{seq:6}{scramble:6}', 7, 'a second counter'],
    ['{scramble}', 0, 'takes 1 to 15 digits'],
    ['{scramble:16}', 0, 'takes 1 to 15 digits'],
    ['{week:yy}{seq:6}', 0, '{week} takes no argument'],
    ['{fyStart}{seq:6}', 0, '{fyStart} needs yyyy or yy'],
    ['{fyEnd:MM}{seq:6}', 0, '{fyEnd} needs yyyy or yy'],
    ['{seq:6}{check}', 7, 'check characters are one of luhn'],
    ['{seq:6}{check:crc32}', 7, 'check characters are one of luhn'],
    ['{seq:6:octal}', 0, 'not in "octal"'],
    ['{seq:6:36:upper}', 0, 'can only have "lower" behind it'],
    ['{seq:A9B}', 0, 'or a mask of A and 9'],
    ['{seq:6}{check:luhn(}', 7, 'check characters are one of luhn'],
    ['{seq:6}{check:luhn()}', 7, 'expected the names of tokens'],
    ['{seq:6}{check:luhn(seq,seq)}', 7, 'named twice'],
    ['{period:x}{seq:6}', 0, '{period} takes no argument'],
    ['{fyQuarter:Q}{seq:6}', 0, '{fyQuarter} takes no argument'],
    ['{date:YYYY}{seq:6}', 0, 'did you mean yyyy?'],
    ['{foo:6}{seq:6}', 0, 'there is no token {foo:…}'],
    ['{a b}{seq:6}', 0, '"a b" can\'t name a variable'],
    ['{}{seq:6}', 0, '"" can\'t name a variable'],
    ['{__proto__}-{seq:6}', 0, '"__proto__" can\'t name a variable'],
  ])('refuses %j at %i', (pattern, position, reason) => {
    const refused = expect.objectContaining({
      code: 'PATTERN',
      pattern,
      position,
      reason: expect.stringContaining(reason) as string,
    }) as PatternError;
    expect(() => parsePattern(pattern)).toThrow(PatternError);
    expect(() => parsePattern(pattern)).toThrow(refused);
  });
});
