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
  for (const said of [
    error.was,
    error.is,
    error.why,
    'another name',
    'advanceTo()',
    `acceptChange: '${error.fingerprint}'`,
  ])
    expect(error.message).toContain(said);
});
