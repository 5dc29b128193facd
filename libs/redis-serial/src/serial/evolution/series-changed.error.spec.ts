import { defineSeries } from '../series.js';
import { describeSeries } from './describe-series.js';
import { fingerprintOf } from './fingerprint.js';
import { SeriesChangedError } from './series-changed.error.js';

it('SeriesChangedError shows both definitions and the ways out', () => {
  const [was, is] = (['day', 'month'] as const).map((resetEvery) =>
    describeSeries(defineSeries({ name: 'order', pattern: '{date:yyyyMMdd}{seq:4}', resetEvery })),
  ) as [ReturnType<typeof describeSeries>, ReturnType<typeof describeSeries>];
  const error = new SeriesChangedError(was, is, 'the counters of the new periods begin anew');
  expect(error).toMatchObject({ name: 'SeriesChangedError', code: 'SERIES_CHANGED', series: 'order' });
  expect(error.fingerprint).toBe(fingerprintOf(is));
  expect(error.was).toContain(`resetEvery 'day'`);
  expect(error.is).toContain(`resetEvery 'month'`);
  for (const said of [error.was, error.is, error.why, 'another name', `acceptChange: '${error.fingerprint}'`])
    expect(error.message).toContain(said);
});

it.each([
  ['other shards', { shards: 4 }, true],
  ['another radix', { pattern: '{date:yyyyMMdd}{seq:4:16}' }, false],
  ['other periods', { resetEvery: 'month' }, false],
] as const)('SeriesChangedError names migrate() after %s: %p is %p', (_, edit, isNamed) => {
  const definition = { name: 'order', pattern: '{date:yyyyMMdd}{seq:4}' } as const;
  const [was, is] = [definition, { ...definition, ...edit }].map((one) => describeSeries(defineSeries(one)));
  if (!was || !is) throw new TypeError('there are two');
  const { message } = new SeriesChangedError(was, is, 'of a test');
  expect(message.includes(`await serials.migrate('another name', { from: 'order' })`)).toBe(isNamed);
});
