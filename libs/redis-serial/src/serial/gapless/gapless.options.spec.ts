import { checkOptions, optionsObject } from '../../common/check-options.js';
import { gaplessSchema, ledgerSchema, type IsUsed, type ReservationLedger } from './gapless.options.js';

const failing = (path: string, message: string): Error =>
  expect.objectContaining({
    code: 'OPTIONS',
    path,
    message: expect.stringContaining(message) as unknown,
  }) as Error;

describe('gapless.isUsed', () => {
  const check = (isUsed: unknown): unknown => checkOptions(gaplessSchema, { isUsed }, 'gapless').isUsed;

  it('is kept as it is, with what it has for many numbers', () => {
    const alone: IsUsed = (text) => text === '1';
    const withMany: IsUsed = Object.assign(() => false, { many: () => Promise.resolve(new Set<string>()) });
    for (const isUsed of [alone, withMany, undefined]) expect(check(isUsed)).toBe(isUsed);
  });

  it.each([
    ['yes', 'a function'],
    [Object.assign(() => true, { many: new Set(['1']) }), 'isUsed.many'],
  ])('refuses %s', (isUsed, message) => {
    expect(() => check(isUsed)).toThrow(failing('gapless.isUsed', message));
  });
});

describe('ledger', () => {
  const check = (ledger: unknown): unknown =>
    checkOptions(optionsObject({ ledger: ledgerSchema }), { ledger }, 'module').ledger;

  it('need not void many numbers', () => {
    const ledger: ReservationLedger = { usedIn: () => () => false };
    expect(check(ledger)).toBe(ledger);
  });

  it.each([[null], [{}], [{ usedIn: () => () => false, voidAll: 'yes' }]])('refuses %j', (ledger) => {
    expect(() => check(ledger)).toThrow(failing('module.ledger', 'expected a ledger with usedIn()'));
  });
});
