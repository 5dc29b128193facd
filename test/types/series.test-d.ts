// What must and must not compile; nothing here ever runs. Checked by `npm run typecheck`.
import { expectTypeOf } from 'expect-type';
import {
  defineSeries,
  type IssuedSerial,
  type ParsedSerial,
  type SerialService,
  type Series,
  type SeriesDefinition,
  type SeriesState,
} from 'nestjs-redis-serial';

declare const serials: SerialService;

const Plain = defineSeries({ name: 'plain', pattern: '{date:yyyyMMdd}-{week}-{seq:6}{check:luhn}' });
const Order = defineSeries({ name: 'order', pattern: 'ORD-{store}-{{x}}-{fyEnd:yy}-{region}-{seq}' });
declare const anyPattern: string;
const Unknown = defineSeries({ name: 'unknown', pattern: anyPattern });

// The variables are those that the pattern names, and no token is one of them.
expectTypeOf(Plain).toEqualTypeOf<Series<never>>();
expectTypeOf(Order).toEqualTypeOf<Series<'store' | 'region'>>();
expectTypeOf(Unknown).toEqualTypeOf<Series>();
expectTypeOf(defineSeries({ name: 'x', pattern: '{scramble:8}', secret: 's' })).toEqualTypeOf<
  Series<never>
>();

// Hidden variables are known as those of the pattern are, and labels stay.
const Hidden = defineSeries({ name: 'hidden', pattern: '{kind}-{seq:4}', counterPer: ['tenant'] });
expectTypeOf(Hidden).toEqualTypeOf<Series<'kind' | 'tenant'>>();
expectTypeOf(defineSeries({ name: 'x', pattern: '{kind}-{seq:4}', counterPer: [] })).toEqualTypeOf<
  Series<'kind'>
>();
expectTypeOf(
  defineSeries({ name: 'x', pattern: 'Q{fyQuarter}-{period}-{seq:A999}{check:luhn(seq)}' }),
).toEqualTypeOf<Series<never>>();
void serials.next(Hidden, { scope: { kind: 'INV', tenant: 7 } });
// @ts-expect-error: the tenant is missing
void serials.next(Hidden, { scope: { kind: 'INV' } });
void serials.parse(Hidden, 'INV-0001', { lenient: true, scope: { tenant: 'acme' } });
// @ts-expect-error: misspelt
void serials.parse(Hidden, 'INV-0001', { lenent: true });
defineSeries({
  name: 'x',
  pattern: '{seq}',
  resetEvery: { months: 2 },
  fiscalYearStart: { month: 4, day: 6 },
});
defineSeries({ name: 'x', pattern: '{period}-{seq}', period: (date) => ({ id: 'P1', from: date, to: 0 }) });
// @ts-expect-error: a period has an end
defineSeries({ name: 'x', pattern: '{period}-{seq}', period: (date) => ({ id: 'P1', from: date }) });

// A series without variables takes no scope, and no other options than there are.
void serials.next(Plain);
void serials.next(Plain, { idempotencyKey: 'k', at: new Date(), signal: new AbortController().signal });
// @ts-expect-error: there is no variable `store`
void serials.next(Plain, { scope: { store: 'SH' } });
// @ts-expect-error: misspelt
void serials.next(Plain, { idempotancyKey: 'k' });
// @ts-expect-error: a date is a Date, or milliseconds
void serials.next(Plain, { at: '2026-11-23' });

// A series with variables needs each of them, spelt right.
void serials.next(Order, { scope: { store: 'SH', region: 7 } });
// @ts-expect-error: scope is missing
void serials.next(Order);
// @ts-expect-error: region is missing
void serials.next(Order, { scope: { store: 'SH' } });
// @ts-expect-error: misspelt
void serials.next(Order, { scope: { shop: 'SH', region: 'E' } });
// @ts-expect-error: one too many
void serials.next(Order, { scope: { store: 'SH', region: 'E', country: 'CN' } });
// @ts-expect-error: a value is a text or a number
void serials.next(Order, { scope: { store: 'SH', region: null } });
// @ts-expect-error: scope is missing
void serials.issue(Order);
// @ts-expect-error: scope is missing
void serials.peek(Order);
// @ts-expect-error: scope is missing
void serials.nextMany(Order, 3);
// @ts-expect-error: scope is missing
void serials.advanceTo(Order, 3);
void serials.migrate(Order, { from: 'old-order' });
// @ts-expect-error: from which series?
void serials.migrate(Order, {});
// Of all its counters, or of one.
void serials.history(Order);
void serials.history(Order, { scope: { store: 'SH', region: 1 }, limit: 5 });
// @ts-expect-error: the scope of a counter is whole
void serials.history(Order, { scope: { store: 'SH' } });
// @ts-expect-error: the pattern has no variables
void serials.history(Plain, { scope: { store: 'SH' } });
// @ts-expect-error: peek takes no number, so that there is none to repeat
void serials.peek(Plain, { idempotencyKey: 'k' });

// Where the compiler can't know the pattern, by name or from a variable, the scope is checked when called.
void serials.next('order', { scope: { anything: 1 } });
void serials.next('order');
void serials.next(Unknown, { scope: { anything: 1 } });

// Definitions
// @ts-expect-error: no such period
defineSeries({ name: 'x', pattern: '{seq}', resetEvery: 'fortnight' });
// @ts-expect-error: no such mode
defineSeries({ name: 'x', pattern: '{seq}', mode: 'fast' });
// @ts-expect-error: misspelt
defineSeries({ name: 'x', pattern: '{seq}', timezone: 'UTC' });
// @ts-expect-error: a name is needed
defineSeries({ pattern: '{seq}' });
defineSeries({ name: 'x', pattern: '{seq}', secret: process.env.SERIAL_SECRET });
expectTypeOf(defineSeries).parameter(0).toExtend<SeriesDefinition>();
// @ts-expect-error: a series can't be changed
Plain.max = 7;

// Answers
expectTypeOf(serials.next(Plain)).resolves.toEqualTypeOf<string>();
expectTypeOf(serials.nextMany(Plain, 2)).resolves.toEqualTypeOf<string[]>();
expectTypeOf(serials.issue(Plain)).resolves.toEqualTypeOf<IssuedSerial>();
expectTypeOf(serials.peek(Plain)).resolves.toEqualTypeOf<SeriesState>();
expectTypeOf(serials.increment('hits')).resolves.toEqualTypeOf<number>();
expectTypeOf(serials.advanceTo(Plain, 7)).resolves.toEqualTypeOf<number>();
expectTypeOf(serials.parse(Plain, '')).toEqualTypeOf<ParsedSerial>();
expectTypeOf(serials.isValid(Plain, '')).toEqualTypeOf<boolean>();
