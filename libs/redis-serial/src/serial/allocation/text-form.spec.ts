import { defineSeries, type Series } from '../series.js';
import type { SeriesDefinition } from '../series.options.js';
import { aboutOf, formOf, seriesInForm } from './text-form.js';

const series = (more: Partial<SeriesDefinition> = {}): Series =>
  defineSeries({ name: 'order', pattern: 'A-{shop}-{date:yyyyMM}-{seq:4}', ...more });

describe('what texts are made by', () => {
  it('is short where a series has nothing special', () => {
    expect(aboutOf(series(), { shop: 'S1' })).toBe(
      '[{"shop":"S1"},{"pattern":"A-{shop}-{date:yyyyMM}-{seq:4}"}]',
    );
  });

  it.each([
    { overflow: 'widen' },
    { timeZone: 'Asia/Shanghai' },
    { resetEvery: 'year' },
    { step: 5 },
    { pattern: 'A-{shop}-{fyStart:yyyy}{date:MM}-{seq:4}', resetEvery: 'fiscalYear', fiscalYearStart: 4 },
    { pattern: 'A-{shop}-{date:yyyyMM}-{scramble:8}', secret: 'never to be seen' },
  ] as const)('says what is special: %j', (more) => {
    const [was, is] = [series(more), series({ secret: 'never to be seen', ...('secret' in more && {}) })];
    const form = formOf(was);
    expect(form).not.toBe(formOf(is));
    expect(form).not.toContain('never');
    const again = seriesInForm('secret' in more ? series({ ...more, pattern: '{scramble:9}' }) : is, form);
    for (const key of ['pattern', 'parts', 'timeZone', 'resetEvery', 'fiscalYearStart', 'step', 'variables'])
      expect(again?.[key as keyof Series]).toEqual(was[key as keyof Series]);
    expect(again?.calendar.rules).toEqual(was.calendar.rules);
  });

  it('is the series itself where it was not edited', () => {
    const one = series();
    expect(seriesInForm(one, formOf(series()))).toBe(one);
  });

  it.each([
    ['another secret', '{"pattern":"{scramble:4}","key":7}'],
    ['a token of a later version', '{"pattern":"{roman:4}-{seq:4}"}'],
    ['a field of a later version', '{"pattern":"{seq:4}","era":"reiwa"}'],
    ['a time zone that is none', '{"pattern":"{seq:4}","zone":"Moon/North"}'],
    ['nothing that can be', '[]'],
  ])('is refused where it has %s', (_, form) => {
    expect(seriesInForm(series(), form)).toBeUndefined();
  });
});
