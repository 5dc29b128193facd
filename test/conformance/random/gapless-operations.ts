import fc from 'fast-check';
import { defineSeries, type Reservation, type SerialService } from 'nestjs-redis-serial';
import { outcomeOf, type Outcome } from '../outcome.js';

// No lease runs out meanwhile, since the clocks of the two back ends differ.
export const RANDOM_GAPLESS = [
  defineSeries({ name: 'g-plain', pattern: 'G-{case}-{seq:4}', mode: 'gapless' }),
  defineSeries({
    name: 'g-voiding',
    pattern: 'V-{case}-{seq:4}',
    mode: 'gapless',
    gapless: { onCancel: 'void' },
  }),
  defineSeries({ name: 'g-few', pattern: 'F-{case}-{seq}', start: 7, step: 3, max: 20, mode: 'gapless' }),
];

/** Something that is asked of one of two apps; `which` is a number that was reserved before, counted round. */
export interface GaplessOperation {
  readonly app: number;
  readonly series: string;
  readonly scope: string;
  readonly which: number;
  readonly asked: Asked;
}

type Asked =
  | { readonly kind: 'reserve'; readonly key: string | undefined }
  | { readonly kind: 'confirm' | 'cancel' | 'confirm text' | 'cancel text' }
  | { readonly kind: 'audit' | 'voidFree' | 'peek' | 'next' }
  | { readonly kind: 'advanceTo'; readonly value: number };

const asked: fc.Arbitrary<Asked> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('reserve' as const),
      key: fc.constantFrom(undefined, undefined, 'a', 'b'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('confirm', 'cancel', 'confirm text', 'cancel text') }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('audit', 'voidFree', 'peek', 'next') }) },
  fc.record({ kind: fc.constant('advanceTo' as const), value: fc.integer({ min: 0, max: 15 }) }),
);

export const gaplessOperations: fc.Arbitrary<GaplessOperation[]> = fc.array(
  fc.record({
    app: fc.integer({ min: 0, max: 1 }),
    series: fc.constantFrom(...RANDOM_GAPLESS.map(({ name }) => name)),
    scope: fc.constantFrom('x', 'x', 'x', 'y'),
    which: fc.integer({ min: 0, max: 30 }),
    asked,
  }),
  { minLength: 15, maxLength: 40, size: 'max' },
);

/** One back end's side of a run, with the reservations that were made in it. */
export class GaplessRun {
  /** Looks at every counter of a run. */
  static readonly looks: readonly GaplessOperation[] = RANDOM_GAPLESS.flatMap(({ name }) =>
    ['x', 'y'].map((scope) => ({ app: 0, series: name, scope, which: 0, asked: { kind: 'peek' } as const })),
  );
  private readonly made: (Reservation & { readonly series: string })[] = [];

  constructor(
    private readonly services: readonly SerialService[],
    private readonly run: string,
  ) {}

  /** Does it, and answers what came of it, without what differs from run to run. */
  async do(operation: GaplessOperation): Promise<Outcome> {
    const service = this.services[operation.app];
    if (!service) throw new TypeError('no such app');
    return await outcomeOf(this.ask(service, operation));
  }

  private async ask(
    service: SerialService,
    { series, scope, which, asked: one }: GaplessOperation,
  ): Promise<unknown> {
    const options = { scope: { case: `${scope}${this.run}` } };
    const earlier = this.made[which % Math.max(1, this.made.length)];
    switch (one.kind) {
      case 'reserve': {
        const idempotencyKey = one.key && `${one.key}${scope}${this.run}`;
        const reservation = await service.reserve(series, { ...options, idempotencyKey, lease: '1h' });
        this.made.push(Object.assign(reservation, { series }));
        return { text: reservation.text, value: reservation.value };
      }
      case 'confirm':
        await earlier?.confirm();
        return undefined;
      case 'cancel':
        await earlier?.cancel('changed my mind');
        return undefined;
      case 'confirm text':
        if (earlier) await service.confirm(earlier.series, earlier.text);
        return undefined;
      case 'cancel text':
        if (earlier) await service.cancel(earlier.series, earlier.text, { reason: 'changed', actor: 'ann' });
        return undefined;
      case 'audit': {
        const report = await service.audit(series, options);
        return { ...report, voided: report.voided.map((number) => ({ ...number, at: undefined })) };
      }
      case 'voidFree':
        return await service.voidFree(series, { ...options, reason: 'the end of the year' });
      case 'peek':
        return await service.peek(series, options);
      case 'next':
        return await service.next(series, options);
      case 'advanceTo':
        await service.advanceTo(series, one.value, options);
        return undefined;
    }
  }
}
