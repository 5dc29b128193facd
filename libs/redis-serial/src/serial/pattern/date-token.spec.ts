import { dateParts } from './date-token.js';
import { PatternError } from './pattern.error.js';

const refuse = (reason: string): PatternError => new PatternError('{date:…}', 0, reason);
const read = (argument: string): string[] =>
  dateParts(argument, refuse).map((part) =>
    part.kind === 'date' ? part.field : `'${'text' in part ? part.text : '?'}'`,
  );

describe('dateParts', () => {
  it('reads every part of a date, run together', () => {
    expect(read('yyyyMMddHHmmssSSS')).toEqual(['yyyy', 'MM', 'dd', 'HH', 'mm', 'ss', 'SSS']);
    expect(read('GGGGWWE')).toEqual(['GGGG', 'WW', 'E']);
    expect(read('GGQDDDyy')).toEqual(['GG', 'Q', 'DDD', 'yy']);
    expect(read('BBBBMMROCdd')).toEqual(['BBBB', 'MM', 'ROC', 'dd']);
  });

  it('keeps punctuation, digits and the letters of other scripts as they are', () => {
    expect(read('yyyy年MM月dd日')).toEqual(['yyyy', "'年'", 'MM', "'月'", 'dd', "'日'"]);
    expect(read('20yy/MM.dd')).toEqual(["'20'", 'yy', "'/'", 'MM', "'.'", 'dd']);
  });

  it('takes other letters from between single quotes', () => {
    expect(read("yyyy-MM-dd'T'HH")).toEqual(['yyyy', "'-'", 'MM', "'-'", 'dd', "'T'", 'HH']);
    expect(read("'KW'WW''")).toEqual(["'KW'", 'WW', "'''"]);
    expect(read("'o''clock' HH")).toEqual(["'o'clock'", "' '", 'HH']);
  });

  it.each([
    ['YYYYMMdd', '"YYYY" is not a part of a date; did you mean yyyy?'],
    ['yyyyMMDD', '"DD" is not a part of a date; did you mean dd?'],
    ['yyyyMMddhh', 'did you mean HH?'],
    ['yyyyww', 'did you mean WW?'],
    ['yyyyMMddHHmmSS', 'did you mean ss?'],
    ['yyyyMMM', 'did you mean MM?'],
    ['EEE', 'did you mean E?'],
    ['yyy', 'did you mean yyyy?'],
    ['ROCyyyyR', '"R" is not a part of a date; did you mean ROC?'],
    ['yyyyT', `"T" is not a part of a date; known are yyyy yy Q MM dd`],
    ['yyyyT', `as in 'T'`],
    ["yyyy'T", 'a single quote has no partner'],
    ['', 'a date needs one of'],
    ["'x'", 'a date needs one of'],
  ])('refuses %j', (argument, reason) => {
    expect(() => dateParts(argument, refuse)).toThrow(PatternError);
    expect(() => dateParts(argument, refuse)).toThrow(reason);
  });
});
