import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { SeriesRegistry } from '../series-registry.js';
import { defineSeries } from '../series.js';
import type { SeriesDefinition } from '../series.options.js';
import type { Durability, FencedGuard } from './durability.options.js';

const FENCED: FencedGuard = {
  kind: 'fenced',
  skip: 'auto',
  coversMs: 2_000,
  fresh: 'wait',
  burst: 'wait',
  confirm: undefined,
};
const store = { read: () => Promise.resolve(undefined), raise: () => Promise.resolve() };
const seriesOf = (digits: number, durability?: Durability): ReturnType<typeof defineSeries> =>
  defineSeries({ name: 'day', pattern: `{seq:${digits}}`, durability } satisfies SeriesDefinition);

describe('a loss that may leave out more than a tenth of a period', () => {
  let warned: string[];
  beforeEach(() => {
    warned = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((text: string) => void warned.push(text));
  });
  afterEach(() => jest.restoreAllMocks());

  it.each<[number, Durability]>([
    [2, 'fenced'],
    [4, { mode: 'fenced', recoverySkip: 1_000 }],
    [3, { highWater: store, ahead: 100 }],
  ])('is warned of when {seq:%i} is defined with %j', (digits, durability) => {
    seriesOf(digits, durability);
    expect(warned).toHaveLength(1);
    expect(warned[0]).toContain('Series "day"');
  });

  it.each<[number, Durability | undefined]>([
    [3, 'fenced'],
    [2, 'none'],
    [2, undefined],
    [5, { mode: 'fenced', recoverySkip: 9_999 }],
    [3, { highWater: store }],
  ])('is not, so nothing is said: {seq:%i} with %j', (digits, durability) => {
    seriesOf(digits, durability);
    expect(warned).toEqual([]);
  });

  it('is warned of once where it follows from the default of the module', () => {
    const series = seriesOf(2);
    const registry = new SeriesRegistry([series], FENCED);
    registry.add([series, seriesOf(2)]);
    expect(warned).toEqual([
      'Series "day" holds 99 numbers in a period, and one loss in Redis may leave out 16 of them: ' +
        'give it more digits, or a smaller recoverySkip (durability fenced) or ahead (highWater)',
    ]);
    expect(registry.largeSkips).toEqual([{ series: 'day', skip: 16, holds: 99 }]);
    expect([...registry.guards]).toEqual(['fenced']);
  });

  it('is warned of once where the series says so itself', () => {
    new SeriesRegistry([seriesOf(2, 'fenced')], FENCED);
    expect(warned).toHaveLength(1);
  });
});
