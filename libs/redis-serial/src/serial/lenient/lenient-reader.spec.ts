import fc from 'fast-check';
import { batchAt } from '../allocation/batch.js';
import { parseSerial } from '../parse-serial.js';
import { InvalidSerialError } from '../serial.errors.js';
import { defineSeries, type Series } from '../series.js';

const read = (series: Series, text: string): unknown => {
  const { value, scope } = parseSerial(series, text, { lenient: true });
  return Object.keys(scope).length === 0 ? value : { value, ...scope };
};

const Invoice = defineSeries({ name: 'i', pattern: 'INV-{date:yyyyMM}-{seq:5}' });
const Order = defineSeries({ name: 'o', pattern: 'ORD-{store}-{date:yyyyMMdd}-{seq:6}' });
const Code = defineSeries({ name: 'c', pattern: '{seq:8:crockford}{check:mod37_2}' });
const Plain = defineSeries({ name: 'p', pattern: 'P{seq}' });

describe('parseSerial, lenient', () => {
  it.each([
    'INV-202611-00042',
    'inv-202611-00042',
    ' INV-202611-00042\n',
    'INV 202611 00042',
    'INV20261100042',
    'ＩＮＶ－２０２６１１－０００４２',
    'INV–202611—00042',
    'INV\u2212202611\u301c00042',
    'INVー202611ー00042',
    'INV/202611/00042',
    'INV - 2026 11 - 000 42',
    'INV-2026II-OOO42',
    '1NV-2o26l1-ooo42',
    'INV\u200b-202611-00042\ufeff',
  ])('reads %j', (text) => {
    expect(read(Invoice, text)).toBe(42);
  });

  it.each([
    '',
    'INV-202611-0042',
    'INV-202613-00042',
    'IMV-202611-00042',
    'INV-202611-00042-1',
    'INV-202611-000B2',
  ])('refuses %j', (text) => {
    expect(() => read(Invoice, text)).toThrow(InvalidSerialError);
  });

  it('says how a text was read that is no number', () => {
    expect(() => read(Invoice, 'inv 202613 00042')).toThrow(
      'no such date: 2026 13 (read as "INV-202613-00042")',
    );
  });

  it('keeps the values of variables, and needs what ends them', () => {
    expect(read(Order, 'ord – SH – 20261127 – OOO042')).toEqual({ value: 42, store: 'SH' });
    expect(read(Order, 'ord-New York-20261127-000042')).toEqual({ value: 42, store: 'New York' });
    expect(read(Order, 'ord-sh-20261127-000042')).toEqual({ value: 42, store: 'sh' });
    expect(() => read(Order, 'ord SH 20261127 000042')).toThrow(InvalidSerialError);
  });

  it('takes a letter for a digit only where the digits have no such letter', () => {
    const Base36 = defineSeries({ name: 'b', pattern: '{seq:4:36}' });
    expect(read(Base36, 'o00o')).toBe(parseSerial(Base36, 'O00O').value);
    expect(read(Code, `0000 00iO-${write(Code, 32).slice(-1)}`)).toBe(32);
    const Lower = defineSeries({ name: 'l', pattern: '{seq:4:16:lower}' });
    expect(read(Lower, '00FF')).toBe(255);
    expect(read(Plain, 'p 4O')).toBe(40);
  });

  it('knows the case of values that check characters cover', () => {
    const Checked = defineSeries({ name: 'k', pattern: '{shop}-{seq:4}{check:mod37_36}' });
    const text = write(Checked, 42, { shop: 'SH' });
    expect(read(Checked, text.toLowerCase())).toEqual({ value: 42, shop: 'SH' });
  });

  it('tells a dash that is a check character from one that is not', () => {
    const Kid = defineSeries({ name: 'n', pattern: '{seq:4}{check:kid11}' });
    const texts = Array.from({ length: 200 }, (_, index) => write(Kid, index + 1));
    expect(texts.some((text) => text.endsWith('-'))).toBe(true);
    for (const [index, text] of texts.entries()) expect(read(Kid, text.replace('-', '–'))).toBe(index + 1);
  });

  it('reads every number however it is typed', () => {
    const patterns = [
      '{date:yyyy}/{date:MM}-{seq:6:crockford}',
      'A{seq:A999}/{date:yy}',
      '{seq:6:unambiguous:lower}-{date:GG}',
    ];
    const all = patterns.map((pattern) => defineSeries({ name: 'x', pattern, resetEvery: 'never' }));
    const typed = fc.tuple(
      fc.constantFrom(...all),
      fc.integer({ min: 1, max: 20_000 }),
      fc.array(fc.constantFrom('same', 'lower', 'upper', 'wide', 'blank'), { minLength: 20, maxLength: 20 }),
    );
    const back = fc.property(typed, ([series, value, ways]) => {
      const text = Array.from(write(series, value), (one, index) => typeAs(one, ways[index] ?? 'same')).join(
        '',
      );
      expect(read(series, text)).toBe(value);
    });
    fc.assert(back, { numRuns: 500 });
  });

  it('is no slower for a text that is made to be slow', () => {
    const variables = Array.from({ length: 8 }, (_, index) => `{v${index}}`);
    const Many = defineSeries({ name: 'many', pattern: `${variables.join('-')}-{seq:6}` });
    for (const text of ['- '.repeat(1_000), 'a -'.repeat(660), `${'a'.repeat(1_990)}-1`])
      expect(() => read(Many, text)).toThrow(InvalidSerialError);
  });

  it('refuses options that there are not', () => {
    expect(() => parseSerial(Plain, 'P1', { lenent: true } as never)).toThrow(
      'lenent: there is no such option',
    );
  });
});

function write(series: Series, value: number, scope: Record<string, string> = {}): string {
  const at = Date.UTC(2026, 10, 27);
  const about = { textAt: at, issuedAt: at };
  return batchAt({ series, scope }, series.calendar.minuteAt(at), about).write(value);
}

function typeAs(character: string, way: string): string {
  switch (way) {
    case 'lower':
      return character.toLowerCase();
    case 'upper':
      return character.toUpperCase();
    case 'wide':
      return String.fromCharCode(character.charCodeAt(0) + 0xfee0);
    case 'blank':
      return ` ${character}`;
    default:
      return character;
  }
}
