import * as v from 'valibot';
import { checkOptions, durationBetween, oneOf, optionsObject, wholeNumber } from './check-options.js';
import { OptionsError } from './options.error.js';

const schema = optionsObject({
  ttl: v.optional(durationBetween(10, 60_000), '10s'),
  mode: v.optional(oneOf(['read', 'write']), 'write'),
  inner: v.optional(optionsObject({ count: v.optional(wholeNumber(1, 9)) })),
});

const pathAndMessage = (input: unknown): string => {
  try {
    checkOptions(schema, input, 'lock');
  } catch (error) {
    if (error instanceof OptionsError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('checkOptions', () => {
  it('fills in defaults and turns durations into milliseconds', () => {
    expect(checkOptions(schema, {}, 'lock')).toEqual({ ttl: 10_000, mode: 'write' });
    expect(checkOptions(schema, { ttl: '1m' }, 'lock').ttl).toBe(60_000);
    expect(checkOptions(schema, { ttl: 250 }, 'lock').ttl).toBe(250);
  });

  it.each([
    [
      { ttl: '10 parsecs' },
      `lock.ttl: expected a duration between 10 and 60000 ms, such as 30000 or '30s', got '10 parsecs'`,
    ],
    [{ ttl: -1 }, 'lock.ttl: expected a duration'],
    [{ ttl: Number.NaN }, 'lock.ttl: expected a duration'],
    [{ ttl: '' }, 'lock.ttl: expected a duration'],
    [{ ttl: 'x'.repeat(200) }, 'lock.ttl: expected a duration'],
    [{ mode: 'both' }, `lock.mode: expected one of 'read', 'write', got 'both'`],
    [{ tll: 5 }, 'lock.tll: there is no such option; known are: ttl, mode, inner'],
    [{ inner: { count: 0 } }, 'lock.inner.count: expected a whole number, 1 to 9, got 0'],
    [{ inner: { count: 1.5 } }, 'lock.inner.count: expected a whole number'],
    ['ttl', 'lock: expected an object with any of: ttl, mode, inner'],
  ])('refuses %j with the path and what is allowed', (input, message) => {
    expect(pathAndMessage(input)).toContain(message);
  });
});
