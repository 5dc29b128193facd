import { OptionsError } from '../common/options.error.js';
import { OptionsCache } from './options-cache.js';
import { resolveLockDefaults, resolveLockOptions } from './lock.options.js';

const defaults = resolveLockDefaults({ ttl: '3s' });
const known = new OptionsCache(defaults);

describe('OptionsCache', () => {
  it('resolves as if it had never seen them, the first time and later', () => {
    for (const options of [
      {},
      { wait: 0 },
      { wait: '0' },
      { wait: undefined },
      { permits: 2 },
      { mode: 'read' } as const,
    ]) {
      for (const time of ['first', 'second']) {
        expect([time, known.resolve(options)]).toEqual([time, resolveLockOptions(defaults, options)]);
      }
    }
    expect(known.resolve(undefined)).toBe(defaults);
  });

  it('tells apart what only looks the same', () => {
    expect(known.resolve({ renew: false }).renew).toBe(false);
    expect(() => known.resolve({ renew: 'false' as never })).toThrow(OptionsError);
    expect(() => known.resolve({ wait: [5] as never })).toThrow(OptionsError);
    expect(() => known.resolve(null as never)).toThrow(OptionsError);
  });

  it('keeps the signal of each call', () => {
    const signals = [new AbortController().signal, new AbortController().signal];
    expect(signals.map((signal) => known.resolve({ wait: 0, signal }).signal)).toEqual(signals);
  });

  it('does not grow without end', () => {
    for (let wait = 0; wait < 10_000; wait++) expect(known.resolve({ wait }).wait).toBe(wait);
    expect((known as unknown as { resolved: Map<string, unknown> }).resolved.size).toBeLessThanOrEqual(200);
  });
});
