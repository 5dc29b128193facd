import fc from 'fast-check';
import { Logger } from '@nestjs/common';
import { OptionsError } from '../common/options.error.js';

import { batchAt } from './allocation/batch.js';
import { parseSerial } from './parse-serial.js';
import { defineCheck } from './pattern/checks/define-check.js';
import { PatternError } from './pattern/pattern.error.js';
import { RESET_UNITS, type ResetUnit } from './period/period.js';
import { resolveScope } from './scope.js';
import { InvalidSerialError } from './serial.errors.js';
import { defineSeries, type Series } from './series.js';

const write = (
  series: Series,
  value: number,
  at: number,
  scope: Record<string, string | number> = {},
): string =>
  batchAt({ series, scope: resolveScope(series, scope) }, series.calendar.minuteAt(at), {
    textAt: at,
    issuedAt: at,
  }).write(value);

const Order = defineSeries({
  name: 'order',
  pattern: 'ORD-{store}-{date:yyyyMMdd}-{seq:6}',
  timeZone: 'Asia/Shanghai',
});

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

defineCheck('own', {
  alphabet: '-.|',
  length: 2,
  compute: (covered) => (covered.length % 2 === 0 ? '-.' : '||'),
});

// Of what is drawn, much mixes what nobody should.
Logger.overrideLogger(false);

describe('parseSerial', () => {
  it('reads a number back', () => {
    expect(parseSerial(Order, 'ORD-SH-20261123-000042')).toEqual({
      value: 42,
      scope: { store: 'SH' },
      period: '2026-11-23',
      from: new Date('2026-11-22T16:00:00Z'),
      to: new Date('2026-11-23T16:00:00Z'),
    });
  });

  it.each([
    ['', 0, 'expected "ORD-"'],
    ['ORD-', 4, 'expected a value for {store}'],
    ['ord-SH-20261123-000042', 0, 'expected "ORD-"'],
    ['ORD-SH-2026112-000042', 13, 'expected 2 digits'],
    ['ORD-SH-20261123-42', 16, `expected the counter's 6 digits`],
    ['ORD-SH-20261123-0000421', 22, 'expected the end of the number'],
    ['ORD-SH-20261123-000000', 16, 'the counter goes from 1'],
    ['ORD-SH-20260231-000042', 7, 'there is no such date'],
    ['ORD-S\nH-20261123-000042', 4, 'is not a value for {store}'],
  ])('refuses %j at %i', (text, position, reason) => {
    const refusal = expect.objectContaining({ code: 'SERIAL_INVALID', series: 'order', text }) as Error;
    expect(() => parseSerial(Order, text)).toThrow(refusal);
    expect(() => parseSerial(Order, text)).toThrow(reason);
    expect(() => parseSerial(Order, text)).toThrow(`at ${position}:`);
  });

  it('refuses a text that is made to be slow as fast as any other', () => {
    const variables = upTo(8).map((n) => `{v${n}}`);
    const Many = defineSeries({ name: 'many', pattern: `${variables.join('-')}-{seq:6}` });
    expect(() => parseSerial(Many, '-'.repeat(2_000))).toThrow(InvalidSerialError);
    expect(() => parseSerial(Many, 'a-'.repeat(1_000))).toThrow(InvalidSerialError);
    expect(() => parseSerial(Many, `${'a'.repeat(1_990)}-000001`)).toThrow(InvalidSerialError);
  });

  it('refuses what is no text at all', () => {
    expect(() => parseSerial(Order, undefined as unknown as string)).toThrow(InvalidSerialError);
    expect(() => parseSerial(Order, 'x'.repeat(1_000_000))).toThrow(InvalidSerialError);
  });

  it('refuses dates that contradict themselves', () => {
    const Twice = defineSeries({ name: 'twice', pattern: '{date:yyyyMMdd}-{date:DDD}-{seq:2}' });
    expect(parseSerial(Twice, '20260201-032-01').period).toBe('2026-02-01');
    expect(() => parseSerial(Twice, '20260201-033-01')).toThrow('there is no such date');
  });

  it('has no period bounds where the counter never begins again', () => {
    const Plain = defineSeries({ name: 'plain', pattern: 'P{seq}' });
    expect(parseSerial(Plain, 'P7')).toEqual({ value: 7, scope: {}, period: 'all' });
    expect(() => parseSerial(Plain, 'P07')).toThrow(InvalidSerialError);
  });

  it('reads ISO weeks, quarters and fiscal years', () => {
    const Week = defineSeries({ name: 'w', pattern: 'W{week}-{seq:3}' });
    expect(parseSerial(Week, 'W202653-007')).toMatchObject({ value: 7, period: '2026-W53' });
    expect(() => parseSerial(Week, 'W202554-007')).toThrow('there is no such date');
    const Fiscal = defineSeries({
      name: 'f',
      pattern: '{fyStart:yyyy}/{fyEnd:yy}-{seq:3}',
      fiscalYearStart: 4,
    });
    expect(parseSerial(Fiscal, '2026/27-001')).toMatchObject({
      period: 'FY2026',
      from: new Date('2026-04-01T00:00:00Z'),
      to: new Date('2027-04-01T00:00:00Z'),
    });
    expect(() => parseSerial(Fiscal, '2026/28-001')).toThrow('there is no such date');
  });

  it('refuses check characters that do not fit, at their place', () => {
    const Checked = defineSeries({ name: 'c', pattern: '{date:yyyy}-{seq:4}{check:mod97_10}' });
    const text = write(Checked, 42, Date.UTC(2026, 5, 1));
    expect(text).toMatch(/^2026-0042\d\d$/);
    expect(parseSerial(Checked, text).value).toBe(42);
    const wrong = text.replace('0042', '0024');
    expect(() => parseSerial(Checked, wrong)).toThrow('at 9: the check characters (mod97_10)');
  });

  it('reads longer numbers of a series that widens, and only those that needed it', () => {
    const Wide = defineSeries({ name: 'w', pattern: 'W{seq:2}', overflow: 'widen' });
    expect(parseSerial(Wide, 'W100').value).toBe(100);
    expect(() => parseSerial(Wide, 'W042')).toThrow(InvalidSerialError);
    const Hidden = defineSeries({ name: 'h', pattern: '{scramble:1}', overflow: 'widen', secret: 's' });
    const texts = Array.from({ length: 120 }, (_, value) => write(Hidden, value, 0));
    expect(new Set(texts).size).toBe(120);
    expect(texts.map((text) => parseSerialOrNot(Hidden, text)).slice(1)).toEqual(
      Array.from({ length: 119 }, (_, index) => index + 1),
    );
  });

  const parseSerialOrNot = (series: Series, text: string): number | undefined => {
    try {
      return parseSerial(series, text).value;
    } catch {
      return undefined;
    }
  };

  const zone = fc.constantFrom(
    'UTC',
    'Asia/Shanghai',
    'America/New_York',
    'America/Havana',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Cairo',
  );
  // Any minute of a century, and those around which clocks are changed and days are added.
  const instant = fc.oneof(
    fc.integer({ min: Date.UTC(2001, 0, 2), max: Date.UTC(2099, 11, 30) }),
    fc
      .tuple(
        fc.constantFrom('2026-03-08T07', '2026-11-01T05', '2028-02-29T12', '2027-01-01T00', '2026-10-03T15'),
        fc.integer({ min: -7_200_000, max: 7_200_000 }),
      )
      .map(([hour, off]) => Date.parse(`${hour}:00:00Z`) + off),
  );
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.string({ unit: fc.constantFrom('-', '0', '2', ':', '|', 'A', '}'), minLength: 1, maxLength: 6 }),
  );
  const counter = fc.constantFrom(
    '{seq:6}',
    '{seq:3:36}',
    '{seq:9}',
    '{seq}',
    '{scramble:8}',
    '{scramble:1}',
    '{seq:5:crockford}',
    '{seq:6:unambiguous}',
    '{seq:4:36:lower}',
    '{seq:3:crockford:lower}',
    '{seq:A999}',
    '{seq:9AA9}',
  );
  const alphabet = fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    fc.constantFrom(
      '10',
      '-.',
      'AZ0-',
      '〇一二三四五六七八九',
      '23456789ABCDEFGHJKLMNPQRSTUVWXYZ',
      'abc*]^\\',
    ),
  );
  const piece = fc.oneof(
    fc.constantFrom(
      '{date:yyyy}',
      '{date:yy}',
      '{date:MM}',
      '{date:dd}',
      '{date:DDD}',
      '{date:HH}',
      '{date:mm}',
      '{date:ss}',
      '{date:SSS}',
    ),
    fc.constantFrom(
      '{date:GGGG}',
      '{date:GG}',
      '{date:WW}',
      '{date:E}',
      '{date:BBBB}',
      '{date:ROC}',
      '{fyQuarter}',
      "{date:yyyyMMdd'T'HHmmss}",
      '{date:GGGGWWE}',
    ),
    fc.constantFrom(
      '{date:Q}',
      '{week}',
      '{fyStart:yyyy}',
      '{fyStart:yy}',
      '{fyEnd:yy}',
      '{date:yyyy年MM/dd}',
    ),
    fc.constantFrom('{x}', '{y}', '-', '/', '.', ':', '20', 'A', '{{', '}}'),
    fc.constantFrom('{check:luhn}', '{check:mod37_2}', '{check:mod97_10}', '{check:mod37_36}'),
    fc.constantFrom(
      '{check:gs1}',
      '{check:rf}',
      '{check:rf(seq)}',
      '{check:kid11(seq)}',
      '{check:luhn(x,seq)}',
    ),
    fc.constantFrom('{check:own}', '{check:qrr(date)}', '{check:be97(seq)}', '(01)'),
  );
  const drawnPattern = fc
    .tuple(fc.array(piece, { maxLength: 6 }), counter, fc.array(piece, { maxLength: 4 }))
    .map(([before, middle, after]) => [...before, middle, ...after].join(''));

  interface Sample {
    readonly pattern: string;
    readonly timeZone: string;
    readonly fiscalYearStart: number | { month: number; day: number };
    readonly dayStart: string | undefined;
    readonly resetEvery: ResetUnit | { months: number } | undefined;
    readonly overflow: 'error' | 'widen';
    readonly alphabet: string | undefined;
    readonly at: number;
    readonly x: string;
    readonly y: string;
    readonly share: number;
  }
  const sample: fc.Arbitrary<Sample> = fc.record({
    pattern: drawnPattern,
    timeZone: zone,
    fiscalYearStart: fc.oneof(
      fc.integer({ min: 1, max: 12 }),
      fc.record({ month: fc.integer({ min: 1, max: 12 }), day: fc.constantFrom(1, 6, 28) }),
    ),
    dayStart: fc.constantFrom(undefined, undefined, '00:00', '04:00', '02:30', '23:59'),
    resetEvery: fc.constantFrom(undefined, ...RESET_UNITS, { months: 1 }, { months: 2 }, { months: 6 }),
    overflow: fc.constantFrom('error' as const, 'widen' as const),
    alphabet,
    at: instant,
    x: text,
    y: text,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  const definedOrNot = ({
    pattern,
    timeZone,
    fiscalYearStart,
    dayStart,
    resetEvery,
    overflow,
    alphabet: digits,
  }: Sample): Series | undefined => {
    try {
      return defineSeries({
        name: 'p',
        pattern,
        timeZone,
        fiscalYearStart,
        dayStart,
        resetEvery,
        overflow,
        alphabet: digits,
        secret: 's',
      });
    } catch (error) {
      if (error instanceof PatternError) return undefined;
      if (
        error instanceof OptionsError &&
        /full hour|\.alphabet: expected none|no room to widen/.test(error.message)
      )
        return undefined;
      throw error;
    }
  };
  const isAllowed = (series: Series, scope: Record<string, string>): boolean => {
    try {
      resolveScope(series, scope);
      return true;
    } catch (error) {
      if (error instanceof OptionsError) return false;
      throw error;
    }
  };

  it('is the inverse of formatting, whatever the pattern, zone, date and values', () => {
    let tried = 0;
    const inverse = fc.property(sample, (drawn) => {
      const series = definedOrNot(drawn);
      if (!series) return;
      const { at, x, y, share } = drawn;
      const names = Object.entries({ x, y }).filter(([name]) => series.variables.includes(name));
      const scope = Object.fromEntries(names);
      if (!isAllowed(series, scope)) return;
      tried++;
      const value = 1 + Math.floor(share * (Math.min(series.highest, 1e9) - 1));
      const { id, from, to } = series.calendar.minuteAt(at).period;
      const span = series.resetEvery === 'never' ? {} : { from: new Date(from), to: new Date(to) };
      expect(parseSerial(series, write(series, value, at, scope))).toEqual({
        value,
        scope: resolveScope(series, scope),
        period: id,
        ...span,
      });
    });
    fc.assert(inverse, { numRuns: 6_000 });
    expect(tried).toBeGreaterThan(500);
  });

  it('throws nothing but InvalidSerialError for whatever text', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.stringMatching(/^[-{}A0-9|:./]{1,30}$/),
    );
    const garbageIn = fc.property(sample, anything, (drawn, garbage) => {
      const series = definedOrNot(drawn);
      try {
        if (series) parseSerial(series, garbage);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidSerialError);
      }
    });
    fc.assert(garbageIn, { numRuns: 3_000 });
  });
});

describe('parseSerial, of hidden variables and labels', () => {
  const Hidden = defineSeries({ name: 'h', pattern: 'INV-{date:yyyy}-{seq:4}', counterPer: ['tenant'] });
  const Labelled = defineSeries({ name: 'l', pattern: '{kind}-{date:yyyy}-{seq:4}', counterPer: [] });
  const at = Date.UTC(2026, 5, 1);

  it('gives back what is hidden where it is told', () => {
    const text = write(Hidden, 7, at, { tenant: 'acme' });
    expect(text).toBe('INV-2026-0007');
    expect(parseSerial(Hidden, text).scope).toEqual({});
    expect(parseSerial(Hidden, text, { scope: { tenant: 'acme' } }).scope).toEqual({ tenant: 'acme' });
    expect(() => parseSerial(Hidden, text, { scope: { tennant: 'acme' } })).toThrow('scope.tennant');
    expect(() => parseSerial(Hidden, text, { scope: { tenant: 'acme ' } })).toThrow(OptionsError);
  });

  it('reads labels, and refuses a text of another one than is told', () => {
    const text = write(Labelled, 7, at, { kind: 'CN' });
    expect(parseSerial(Labelled, text)).toMatchObject({ value: 7, scope: { kind: 'CN' } });
    expect(parseSerial(Labelled, text, { scope: { kind: 'CN' } }).value).toBe(7);
    expect(() => parseSerial(Labelled, text, { scope: { kind: 'INV' } })).toThrow(
      `at 0: 'CN' is not the {kind} that was given`,
    );
  });

  it('scrambles in another way for each hidden value, and needs it to read', () => {
    const Secret = defineSeries({ name: 's', pattern: '{scramble:6}', counterPer: ['tenant'], secret: 's' });
    const [one, other] = ['A', 'B'].map((tenant) => write(Secret, 7, at, { tenant }));
    expect(one).not.toBe(other);
    expect(parseSerial(Secret, one ?? '', { scope: { tenant: 'A' } }).value).toBe(7);
    expect(() => parseSerial(Secret, one ?? '')).toThrow('scope.tenant');
  });

  it('reads a value that contains what stands behind it, where the last one of these ends it', () => {
    const Parcel = defineSeries({ name: 'p', pattern: '{order}-R{seq}' });
    const text = write(Parcel, 12, at, { order: 'ORD-1-R3' });
    expect(text).toBe('ORD-1-R3-R12');
    expect(parseSerial(Parcel, text)).toMatchObject({ value: 12, scope: { order: 'ORD-1-R3' } });
  });
});
