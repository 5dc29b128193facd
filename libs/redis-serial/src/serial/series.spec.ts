import { inspect } from 'node:util';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { OptionsError } from '../common/options.error.js';
import { PatternError } from './pattern/pattern.error.js';
import { defineSeries } from './series.js';

const define = (definition: object): (() => unknown) => {
  return () => defineSeries({ name: 'order', pattern: '{seq:6}', ...definition });
};

describe('defineSeries', () => {
  it('fills in what is not said', () => {
    const series = defineSeries({ name: 'order', pattern: 'O{date:yyyyMMdd}{seq:6}' });
    expect(series).toMatchObject({
      timeZone: 'UTC',
      resetEvery: 'day',
      start: 1,
      step: 1,
      max: 999_999,
      variables: [],
      shards: 1,
      acceptChange: undefined,
    });
  });

  it.each([
    ['{date:yyyyMMdd}{seq:6}', 'day'],
    ['{date:yyyyDDD}{seq:6}', 'day'],
    ['{date:yyMMddHHmm}{seq:6}', 'hour'],
    ['{week}{seq:6}', 'week'],
    ['{date:yyyyQ}{seq:6}', 'quarter'],
    ['{fyStart:yy}{fyEnd:yy}{seq:6}', 'fiscalYear'],
    ['{date:yyyyMM}{seq:6}', 'month'],
    ['{date:yy}{seq:6}', 'year'],
    ['{seq:6}', 'never'],
  ])('resets %s every %s by default: the finest unit that the pattern names', (pattern, unit) => {
    expect(defineSeries({ name: 'x', pattern }).resetEvery).toBe(unit);
  });

  it.each([
    [{ pattern: '{seq:6}', resetEvery: 'day' }, 'does not show which day'],
    [{ pattern: '{date:MMdd}{seq:6}' }, 'does not show which day'],
    [{ pattern: '{date:yyyydd}{seq:6}' }, 'does not show which day'],
    [{ pattern: '{date:yyyy}{seq:6}', resetEvery: 'month' }, 'does not show which month'],
    [{ pattern: '{date:MM}{seq:6}' }, 'does not show which month'],
    [{ pattern: '{date:yyyyMM}{seq:6}', resetEvery: 'week' }, 'does not show which week'],
    [{ pattern: '{date:yyyy}{seq:6}', resetEvery: 'fiscalYear', fiscalYearStart: 4 }, 'which fiscalYear'],
    [{ pattern: '{fyStart:yyyy}{date:Q}{seq:6}', fiscalYearStart: 5 }, 'which quarter'],
    [{ pattern: '{week}{seq:6}', resetEvery: 'year' }, 'does not show which year'],
    [{ pattern: '{date:yyyyMMddmm}{seq:6}' }, 'does not show which hour'],
  ])('refuses a pattern whose numbers could repeat: %j', (definition, reason) => {
    expect(define(definition)).toThrow(PatternError);
    expect(define(definition)).toThrow(reason);
  });

  it.each([
    ['{fyStart:yyyy}{date:MM}{seq:6}', 'month', 4],
    ['{fyStart:yyyy}{date:Q}{seq:6}', 'quarter', 4],
    ['{week}{date:dd}{seq:6}', 'day', 1],
    ['{date:yyyy}{seq:6}', 'fiscalYear', 1],
    ['{date:yyyyMM}{seq:6}', 'fiscalYear', 7],
  ] as const)('lets %s begin again every %s: it shows which', (pattern, resetEvery, fiscalYearStart) => {
    expect(defineSeries({ name: 'x', pattern, resetEvery, fiscalYearStart }).resetEvery).toBe(resetEvery);
  });

  it.each([
    ['ORD-{seq:6}{check:luhn}', '"O"'],
    ['{seq:6:16}{check:damm}', 'a counter in radix 16'],
    ['ord{seq:6}{check:mod37_36}', '"o"'],
    ['订{seq:6}{check:mod37_2}', '"订"'],
    ['{seq:6}{check:mod11_2}{check:luhn}', 'can be a letter'],
    ['{check:luhn}{seq:6}', 'has nothing before it to check'],
  ])('refuses check characters that could not check: %s', (pattern, reason) => {
    expect(define({ pattern })).toThrow(PatternError);
    expect(define({ pattern })).toThrow(reason);
  });

  it.each([
    '{a}{b}{seq:6}',
    '{a}{seq:6}{b}',
    '{a}{seq}',
    '{a}1{b}-{seq:6}',
    '{seq}{a}',
    '{a}{date:yyyy}{b}-{seq:6}',
  ])('refuses %s, which could not be read back', (pattern) => {
    expect(define({ pattern })).toThrow(PatternError);
    expect(define({ pattern })).toThrow('run into each other');
  });

  it.each([
    [{ name: '' }, 'series.name'],
    [{ name: 7 }, 'series.name'],
    [{ name: 'x'.repeat(101) }, 'series.xxx'],
    [{ pattern: undefined }, 'series.order.pattern'],
    [{ timeZone: 'Mars/Olympus' }, 'series.order.timeZone'],
    [{ resetEvery: 'fortnight' }, 'series.order.resetEvery'],
    [{ start: -1 }, 'series.order.start'],
    [{ start: 1_000_000 }, 'series.order.start'],
    [{ step: 0 }, 'series.order.step'],
    [{ max: 1_000_000 }, 'series.order.max'],
    [{ mode: 'gapfree' }, 'series.order.mode'],
    [{ fiscalYearStart: 13 }, 'series.order.fiscalYearStart'],
    [{ overflow: 'wrap' }, 'series.order.overflow'],
    [{ warnAt: 0 }, 'series.order.warnAt'],
    [{ warnAt: 1.1 }, 'series.order.warnAt'],
    [{ buffer: { size: 0 } }, 'series.order.buffer.size'],
    [{ buffer: { sise: 10 } }, 'series.order.buffer.sise'],
    [{ durability: 'highWater' }, 'series.order.durability'],
    [{ idempotencyTtl: 'soon' }, 'series.order.idempotencyTtl'],
    [{ retention: -1 }, 'series.order.retention'],
    [{ shards: 0 }, 'series.order.shards'],
    [{ shards: 65 }, 'series.order.shards'],
    [{ acceptChange: 'yes' }, 'series.order.acceptChange'],
    [{ acceptChange: true }, 'series.order.acceptChange'],
    [{ pattern: '{scramble:6}' }, 'series.order.secret: {scramble} needs it'],
    [{ pattern: '{scramble:6}', secret: '' }, 'series.order.secret'],
    [{ paddding: 3 }, 'series.order.paddding'],
  ])('refuses %j by its path', (definition, path) => {
    expect(define(definition)).toThrow(OptionsError);
    expect(define(definition)).toThrow(path);
  });

  it('keeps over how many shards it is spread, and which edit may pass', () => {
    const kept = { shards: 64, acceptChange: 'dGhpcy1pcy1h-_8x' };
    expect(defineSeries({ name: 'x', pattern: '{seq:6}', ...kept })).toMatchObject(kept);
  });

  it('goes on above max where it widens, and must tell where its counter ends then', () => {
    const widening = { name: 'x', overflow: 'widen' } as const;
    expect(defineSeries({ ...widening, pattern: '{seq:2}' })).toMatchObject({
      max: 99,
      highest: Number.MAX_SAFE_INTEGER,
    });
    expect(defineSeries({ ...widening, pattern: '{scramble:2}', secret: 's' }).highest).toBe(10 ** 15 - 1);
    expect(() => defineSeries({ ...widening, pattern: '{x}{seq:2}' })).toThrow('run into each other');
  });

  it('never shows a secret', () => {
    const series = defineSeries({ name: 'x', pattern: '{scramble:6}', secret: 'top-secret-text' });
    expect(inspect(series, { depth: 10 })).not.toContain('top-secret');
    const wrong = { name: 'x', pattern: '{scramble:6}', secret: ['top-secret'] };
    expect(() => defineSeries(wrong as never)).toThrow(/^series\.x\.secret: expected a text$/);
  });

  it('never holds a number that JavaScript cannot tell exactly', () => {
    expect(defineSeries({ name: 'x', pattern: '{seq:20}' }).max).toBe(Number.MAX_SAFE_INTEGER);
    expect(defineSeries({ name: 'x', pattern: '{seq}' }).max).toBe(Number.MAX_SAFE_INTEGER);
    expect(defineSeries({ name: 'x', pattern: '{seq:4:36}' }).max).toBe(36 ** 4 - 1);
  });
});

describe('defineSeries, of calendars', () => {
  const year = (date: Date): { id: string; from: number; to: number } => {
    const of = date.getUTCFullYear();
    return { id: `Y${of}`, from: Date.UTC(of, 0), to: Date.UTC(of + 1, 0) };
  };

  it.each([
    ['{date:GGGGWW}{seq:6}', 'week'],
    ['{date:GGWWE}{seq:6}', 'day'],
    ['{date:BBBBMM}{seq:6}', 'month'],
    ['{date:ROCMMdd}{seq:6}', 'day'],
    ['{date:yyyyMMddHHmmssSSS}{seq:6}', 'hour'],
    ['{fyStart:yy}Q{fyQuarter}{seq:6}', '3 months'],
  ])('resets %s every %s', (pattern, unit) => {
    expect(defineSeries({ name: 'x', pattern }).resetEvery).toBe(unit);
  });

  it.each([
    [{ pattern: '{date:yyyyWW}{seq:6}' }, 'the year of an ISO week is GGGG'],
    [{ pattern: '{date:GGGGMMdd}{seq:6}' }, 'the year of an ISO week is GGGG'],
    [{ pattern: '{date:yyyy}{seq:6}', resetEvery: 'halfYear' }, 'which halfYear'],
    [{ pattern: '{fyStart:yyyy}{seq:6}', resetEvery: { months: 2 } }, 'which 2 months'],
    [{ pattern: '{date:yyyy}Q{fyQuarter}{seq:6}', fiscalYearStart: 2 }, 'which 3 months'],
    [{ pattern: '{date:yyyyMM}{seq:6}', period: year }, 'neither {period} nor the day'],
  ])('refuses a pattern whose numbers could repeat: %j', (definition, reason) => {
    expect(define(definition)).toThrow(PatternError);
    expect(define(definition)).toThrow(reason);
  });

  it.each([
    [{ dayStart: '4:00' }, 'series.order.dayStart'],
    [{ dayStart: '24:00' }, 'series.order.dayStart'],
    [{ fiscalYearStart: { month: 2, day: 29 } }, 'series.order.fiscalYearStart.day'],
    [{ fiscalYearStart: { month: 2 } }, 'series.order.fiscalYearStart.day'],
    [{ resetEvery: { months: 5 } }, 'series.order.resetEvery.months'],
    [{ resetEvery: { weeks: 2 } }, 'series.order.resetEvery.months'],
    [{ period: 'quarter' }, 'series.order.period'],
    [{ pattern: '{period}-{seq:6}' }, 'series.order.period: {period} needs it'],
    [{ pattern: '{period}-{seq:6}', period: year, resetEvery: 'year' }, 'series.order.resetEvery'],
    [
      { pattern: '{period}-{seq:6}', period: () => ({ id: 'x', from: 0, to: 60_000 }) },
      'series.order.period',
    ],
    [
      { pattern: '{date:yyyyMMddHH}{seq:6}', dayStart: '04:30' },
      'series.order.dayStart: expected a full hour',
    ],
  ])('refuses %j by its path', (definition, path) => {
    expect(define(definition)).toThrow(OptionsError);
    expect(define(definition)).toThrow(path);
  });

  it('warns of a calendar quarter beside a fiscal year', () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    try {
      defineSeries({ name: 'fine', pattern: '{fyStart:yy}Q{fyQuarter}{seq:6}', fiscalYearStart: 4 });
      defineSeries({ name: 'same', pattern: '{fyStart:yy}Q{date:Q}{seq:6}' });
      expect(warned).not.toHaveBeenCalled();
      defineSeries({ name: 'mixed', pattern: '{fyStart:yy}Q{date:Q}{seq:6}', fiscalYearStart: 4 });
      expect(warned).toHaveBeenCalledWith(
        expect.stringContaining('{fyQuarter} is the one of the fiscal year'),
      );
    } finally {
      warned.mockRestore();
    }
  });
});

describe('defineSeries, of digits and checks', () => {
  it.each([
    ['(a){seq:8}{check:gs1}', 'covers digits only'],
    ['({seq:8}){check:gs1}', 'other brackets say nothing'],
    ['(01){check:gs1}{seq:4}', 'has nothing before it to check'],
    ['{seq:9}{check:iso6346}', 'covers 10 characters, not 9'],
    ['{seq:12}{check:isbn10}', 'covers 9 characters, not 12'],
    ['SOI{seq:14}{check:uscc}', '"S" stands before it'],
    ['{seq:A999}{check:luhn}', 'a counter with the mask A999'],
    ['{seq:4:crockford:lower}{check:mod37_2}', 'a counter in the alphabet 0123456789abc'],
    ['{seq:4}{check:luhn(store)}', 'covers {store}, which the pattern does not have'],
    ['RF{check:rf}{seq:4}{check:luhn(seq)}', 'name what it covers, as in {check:rf(seq)}'],
  ])('refuses check characters that could not check: %s', (pattern, reason) => {
    expect(define({ pattern })).toThrow(PatternError);
    expect(define({ pattern })).toThrow(reason);
  });

  it.each([
    [{ alphabet: '0' }, 'series.order.alphabet'],
    [{ alphabet: '01234O0' }, 'series.order.alphabet'],
    [{ alphabet: '0１' }, 'series.order.alphabet'],
    [{ alphabet: '0 ' }, 'series.order.alphabet'],
    [{ alphabet: '0\u200b' }, 'series.order.alphabet'],
    [{ alphabet: '0123', pattern: '{seq:6:36}' }, 'series.order.alphabet: expected none'],
    [{ alphabet: '0123', pattern: '{seq:A99}' }, 'series.order.alphabet: expected none'],
    [{ pattern: '{seq:A99}', overflow: 'widen' }, 'series.order.overflow'],
    [{ pattern: 'ORD-{seq:6}', maxLength: 9 }, 'series.order.maxLength: texts can have 10 characters'],
    [
      { pattern: '{store}-{seq:6}', maxLength: 7 },
      'series.order.maxLength: texts can have 8 characters and more',
    ],
    [{ pattern: '{seq:6}', overflow: 'widen', maxLength: 15 }, 'series.order.maxLength: texts can have 16'],
  ])('refuses %j by its path', (definition, path) => {
    expect(define(definition)).toThrow(OptionsError);
    expect(define(definition)).toThrow(path);
  });

  it('holds as many numbers as there are digits, in every alphabet and mask', () => {
    const maxOf = (definition: object): number => (define(definition)() as { max: number }).max;
    expect(maxOf({ pattern: '{seq:4:crockford}' })).toBe(32 ** 4 - 1);
    expect(maxOf({ pattern: '{seq:A999}' })).toBe(26_000 - 1);
    expect(maxOf({ alphabet: '〇一二三四五六七八九', pattern: '{seq:3}' })).toBe(999);
    expect(maxOf({ pattern: 'O-{seq:6}', maxLength: 8 })).toBe(999_999);
  });
});

describe('defineSeries, of counterPer', () => {
  it.each([
    [undefined, ['a', 'b'], [], []],
    [['b', 'a'], ['a', 'b'], [], []],
    [['b'], ['b'], [], ['a']],
    [[], [], [], ['a', 'b']],
    [['t', 'a', 's'], ['a', 's', 't'], ['s', 't'], ['b']],
  ])('divides the variables by %j', (counterPer, counterVariables, hidden, labels) => {
    const series = defineSeries({ name: 'x', pattern: '{a}-{b}-{seq:4}', counterPer });
    expect(series).toMatchObject({ counterVariables, hidden, labels, variables: ['a', 'b', ...hidden] });
  });

  it.each([
    [{ counterPer: 'tenant' }, 'series.order.counterPer'],
    [{ counterPer: ['a', 'a'] }, 'series.order.counterPer'],
    [{ counterPer: ['seq'] }, 'series.order.counterPer'],
    [{ counterPer: ['a b'] }, 'series.order.counterPer'],
    [{ mode: 'gapless', counterPer: ['tenant'] }, '"tenant" is not shown'],
    [{ mode: 'gapless', pattern: '{kind}-{seq:4}', counterPer: [] }, '"kind" is left out'],
  ])('refuses %j', (definition, path) => {
    expect(define(definition)).toThrow(OptionsError);
    expect(define(definition)).toThrow(path);
  });
});
