import { checkOptions } from '../../common/check-options.js';
import { OptionsError } from '../../common/options.error.js';
import { durabilitySchema, type Guard } from './durability.options.js';

const guardOf = (given: unknown): Guard => checkOptions(durabilitySchema, given, 'durability');
const store = { read: () => Promise.resolve(undefined), raise: () => Promise.resolve() };

describe('durability', () => {
  it.each(['fenced', { mode: 'fenced' }, { mode: 'fenced', covers: undefined, confirm: undefined }])(
    'fills in what %j does not say',
    (given) => {
      expect(guardOf(given)).toEqual({
        kind: 'fenced',
        skip: 'auto',
        coversMs: 2_000,
        fresh: 'wait',
        burst: 'wait',
        confirm: undefined,
      });
    },
  );

  it('takes what is said', () => {
    const said = { covers: '5s', recoverySkip: 50, fresh: 'skip', burst: 'go', confirm: 'disk' };
    expect(guardOf({ mode: 'fenced', ...said })).toEqual({
      kind: 'fenced',
      skip: 50,
      coversMs: 5_000,
      fresh: 'skip',
      burst: 'go',
      confirm: 'disk',
    });
    expect(guardOf({ highWater: store, ahead: 7 })).toEqual({ kind: 'highWater', skip: 7, store });
    expect(guardOf('none')).toEqual({ kind: 'none' });
  });

  it.each<[string, unknown]>([
    ['durability', 'sure'],
    ['durability.mode', { covers: '2s' }],
    ['durability.covers', { mode: 'fenced', covers: '50ms' }],
    ['durability.covers', { mode: 'fenced', covers: '1h' }],
    ['durability.recoverySkip', { mode: 'fenced', recoverySkip: 0 }],
    ['durability.fresh', { mode: 'fenced', fresh: 'go' }],
    ['durability.burst', { mode: 'fenced', burst: 'skip' }],
    ['durability.confirm', { mode: 'fenced', confirm: true }],
    ['durability.onUnknown', { mode: 'fenced', onUnknown: 'jump' }],
    ['durability.covers', { highWater: store, covers: '2s' }],
    ['durability.highWater', { highWater: { ...store, claim: 5 } }],
    ['durability.highWater', { highWater: { ...store, prune: 5 } }],
  ])('refuses a mistake by its path: %s', (path, given) => {
    expect(() => guardOf(given)).toThrow(OptionsError);
    expect(() => guardOf(given)).toThrow(expect.objectContaining({ path }) as Error);
  });
});
