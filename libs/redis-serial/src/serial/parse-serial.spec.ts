import fc from 'fast-check';
import { OptionsError } from '../common/options.error.js';
import { formatSerial } from './pattern/format-serial.js';
import { parseSerial } from './parse-serial.js';
import { resolveScope } from './scope.js';
import { InvalidSerialError } from './serial.errors.js';
import { defineSeries, type Series } from './series.js';

const write = (
  series: Series,
  value: number,
  at: number,
  scope: Record<string, string | number> = {},
): string =>
  formatSerial(series.parts, {
    value,
    scope: resolveScope(series, scope),
    date: series.calendar.textsAt(at),
  });

const Order = defineSeries({
  name: 'order',
  pattern: 'ORD-{store}-{date:yyyyMMdd}-{seq:6}',
  timeZone: 'Asia/Shanghai',
});

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
    ['ORD-SH-20260231-000042', 0, 'there is no such date'],
    ['ORD-S\nH-20261123-000042', 4, 'is no value for {store}'],
  ])('refuses %j at %i', (text, position, reason) => {
    const refusal = expect.objectContaining({ code: 'SERIAL_INVALID', series: 'order', text }) as Error;
    expect(() => parseSerial(Order, text)).toThrow(refusal);
    expect(() => parseSerial(Order, text)).toThrow(reason);
    expect(() => parseSerial(Order, text)).toThrow(`at ${position}:`);
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

  const zone = fc.constantFrom(
    'UTC',
    'Asia/Shanghai',
    'America/New_York',
    'America/Havana',
    'Pacific/Apia',
    'Africa/Cairo',
  );
  const instant = fc.integer({ min: Date.UTC(2001, 0, 2), max: Date.UTC(2099, 11, 30) });
  const pattern = fc.constantFrom(
    '{date:yyyyMMdd}{seq:6}',
    '{date:yyDDD}.{seq:3:36}',
    'A{date:yyyy/MM}-{x}-{seq:4}',
    '{x}{seq:4}',
    '{x}-{y}:{seq}',
    '{x}{date:yyyy}20|{y}|{seq:2:2}',
    '{date:yyyyMMddHHmm}{{{x}}}{seq:9}',
    '{x}-{x}-{seq:5}',
    '{seq:3}{x}',
  );
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.string({ unit: fc.constantFrom('-', '0', '2', ':', '|', 'A', '}'), minLength: 1, maxLength: 6 }),
  );
  interface Sample {
    readonly pattern: string;
    readonly zone: string;
    readonly at: number;
    readonly x: string;
    readonly y: string;
    readonly share: number;
  }
  const sample: fc.Arbitrary<Sample> = fc.record({
    pattern,
    zone,
    at: instant,
    x: text,
    y: text,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  const numberOf = ({ pattern: of, zone: timeZone, at, x, y, share }: Sample): Written => {
    const series = defineSeries({ name: 'p', pattern: of, timeZone });
    const value = 1 + Math.floor(share * (Math.min(series.max, 1e9) - 1));
    const names = Object.entries({ x, y }).filter(([name]) => series.variables.includes(name));
    const scope = Object.fromEntries(names);
    fc.pre(isAllowed(series, scope));
    return { series, value, scope, at, text: write(series, value, at, scope) };
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
  interface Written {
    readonly series: Series;
    readonly value: number;
    readonly scope: Record<string, string>;
    readonly at: number;
    readonly text: string;
  }

  it('is the inverse of formatting, whatever the pattern, zone, date and values', () => {
    fc.assert(
      fc.property(sample, (drawn) => {
        const { series, value, scope, at, text: written } = numberOf(drawn);
        const { id, from, to } = series.calendar.periodAt(at);
        expect(from).toBeLessThanOrEqual(at);
        expect(to).toBeGreaterThan(at);
        const span = series.resetEvery === 'never' ? {} : { from: new Date(from), to: new Date(to) };
        expect(parseSerial(series, written)).toEqual({ value, scope, period: id, ...span });
      }),
      { numRuns: 1_000 },
    );
  });

  it('throws nothing but InvalidSerialError for whatever text', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.stringMatching(/^[-{}A0-9|:./]{1,30}$/),
    );
    fc.assert(
      fc.property(pattern, anything, (of, garbage) => {
        try {
          parseSerial(defineSeries({ name: 'p', pattern: of }), garbage);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidSerialError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
