import fc from 'fast-check';
import { defineSeries, type SerialOptions, type SerialService } from 'nestjs-redis-serial';
import { Ceilings } from '../ceilings.js';
import { outcomeOf, type Outcome } from '../outcome.js';

// In memory nobody waits until a ceiling is safe, and on Redis the comparison would take too long if somebody did.
const durability = { mode: 'fenced', recoverySkip: 10, burst: 'go' } as const;

// How much is fetched ahead in mode 'buffered' depends on the time between calls: those numbers can't be compared.
export const RANDOM_SERIES = [
  defineSeries({ name: 'r-plain', pattern: 'R-{case}-{seq:6}', durability }),
  defineSeries({
    name: 'r-tens',
    pattern: 'S-{case}-{seq}',
    start: 5,
    step: 10,
    max: 95,
    durability: 'none',
  }),
  defineSeries({
    name: 'r-daily',
    pattern: 'T-{case}-{date:yyyyMMdd}-{seq:1}',
    overflow: 'widen',
    durability,
  }),
  // Each back end has key prefixes of its own.
  defineSeries({
    name: 'r-covered',
    pattern: 'U-{case}-{seq:2}',
    durability: { highWater: new Ceilings(), ahead: 3 },
  }),
];

/** Something that is asked of one of two apps; some things of it several times in the same moment. */
export interface SerialOperation {
  readonly app: number;
  readonly series: string;
  readonly scope: string;
  readonly at: string | undefined;
  readonly asked: readonly Asked[];
}

type Asked =
  | { readonly kind: 'next' | 'peek' | 'increment' }
  | { readonly kind: 'many'; readonly count: number }
  | { readonly kind: 'once'; readonly key: string; readonly count: number }
  | { readonly kind: 'advanceTo'; readonly value: number };

const taking: fc.Arbitrary<Asked> = fc.oneof(
  fc.constant({ kind: 'next' as const }),
  fc.record({ kind: fc.constant('many' as const), count: fc.integer({ min: 0, max: 12 }) }),
  fc.record({
    kind: fc.constant('once' as const),
    key: fc.constantFrom('a', 'b'),
    count: fc.integer({ min: 1, max: 2 }),
  }),
);

// Those who take at once are served in their order; a look beside them may come before or after.
const asked: fc.Arbitrary<readonly Asked[]> = fc.oneof(
  { weight: 3, arbitrary: fc.array(taking, { minLength: 1, maxLength: 4 }) },
  fc.constant([{ kind: 'peek' as const }]),
  fc.constant([{ kind: 'increment' as const }]),
  fc
    .record({ kind: fc.constant('advanceTo' as const), value: fc.integer({ min: 0, max: 60 }) })
    .map((one) => [one]),
);

export const serialOperations: fc.Arbitrary<SerialOperation[]> = fc.array(
  fc.record({
    app: fc.integer({ min: 0, max: 1 }),
    series: fc.constantFrom(...RANDOM_SERIES.map(({ name }) => name), 'r-unknown'),
    scope: fc.constantFrom('x', 'y'),
    at: fc.constantFrom('2097-01-01', '2097-01-02', '2001-01-01'),
    asked,
  }),
  { minLength: 1, maxLength: 25 },
);

/** Takes one of every counter of a run. */
export const oneOfEach: readonly SerialOperation[] = RANDOM_SERIES.flatMap(({ name }) =>
  ['x', 'y'].map((scope) => ({ app: 0, series: name, scope, at: '2097-01-01', asked: [{ kind: 'next' }] })),
);

/** Does it, in a run of its own, and answers what came of it. */
export async function doSerial(
  services: readonly SerialService[],
  run: string,
  { app, series, scope, at, asked: all }: SerialOperation,
): Promise<Outcome[]> {
  const service = services[app];
  if (!service) throw new TypeError('no such app');
  const options: SerialOptions = {
    scope: { case: `${scope}${run}` },
    ...(series === 'r-daily' && at !== undefined ? { at: new Date(at) } : {}),
  };
  return await Promise.all(all.map((one) => outcomeOf(ask(service, series, run, options, one))));
}

function ask(
  service: SerialService,
  series: string,
  run: string,
  options: SerialOptions,
  one: Asked,
): Promise<unknown> {
  switch (one.kind) {
    case 'next':
      return service.next(series, options);
    case 'peek':
      return service.peek(series, options);
    case 'increment':
      return service.increment(`${series}${run}`);
    case 'many':
      return service.nextMany(series, one.count, options);
    case 'once':
      return service.nextMany(series, one.count, { ...options, idempotencyKey: one.key + run });
    case 'advanceTo':
      return service.advanceTo(series, one.value, options);
  }
}
