import { flag, list, oneOf, optional, whole, wholeOr } from './declaration.js';
import { defineFragment } from './fragment.js';
import { defineScript } from './script.js';

const parse = String;

describe('defineScript', () => {
  it('writes the locals of keys and arguments before the source', () => {
    const script = defineScript({
      name: 'example',
      keys: ['counter', 'floor'],
      args: ['token', whole('by'), flag('asks'), wholeOr('expiresAt', 'never'), optional(whole('skip'))],
      source: 'return 1',
      parse,
    });
    expect(script.source.split('\n')).toEqual([
      'local counter, floor = KEYS[1], KEYS[2]',
      "local token, by, asks, expiresAt, skip = ARGV[1], ARGV[2] + 0, ARGV[3] == '1', ARGV[4], ARGV[5] and (ARGV[5] + 0)",
      'return 1',
    ]);
  });

  it('reads the rest into a table', () => {
    const script = defineScript({
      name: 'example',
      keys: ['queues', list('locks')],
      args: [list(whole('leases'))],
      source: 'return 1',
      parse,
    });
    expect(script.source.split('\n')).toEqual([
      'local queues = KEYS[1]',
      'local locks = { unpack(KEYS, 2) }',
      'local leases = { unpack(ARGV, 1) }',
      'for i = 1, #leases do leases[i] = leases[i] + 0 end',
      'return 1',
    ]);
  });

  it('sends what the caller names in the order of the declaration', () => {
    const script = defineScript({
      name: 'example',
      keys: ['counter', list('replays')],
      args: [oneOf('guard', 'none', 'fenced'), flag('asks'), optional('known'), optional(whole('skip'))],
      source: 'return 1',
      parse,
    });
    expect(script.keysOf({ replays: ['b', 'c'], counter: 'a' })).toEqual(['a', 'b', 'c']);
    expect(script.argsOf({ asks: true, guard: 'fenced' })).toEqual(['fenced', 1]);
    expect(script.argsOf({ asks: false, guard: 'none', skip: 3, known: '' })).toEqual(['none', 0, '', 3]);
  });

  it('takes a fragment once, behind what it uses', () => {
    const low = defineFragment({ source: '-- low' });
    const left = defineFragment({ uses: [low], source: '-- left' });
    const right = defineFragment({ uses: [low, left], source: '-- right' });
    const script = defineScript({
      name: 'example',
      keys: [],
      args: [],
      uses: [right, left],
      source: 'return 1',
      parse,
    });
    expect(script.source.split('\n')).toEqual(['-- low', '-- left', '-- right', 'return 1']);
  });

  it('refuses a script that lacks what a fragment wants', () => {
    const fragment = defineFragment({ wants: ['counter'], source: 'redis.call("GET", counter)' });
    expect(() =>
      defineScript({ name: 'example', keys: ['key'], args: [], uses: [fragment], source: 'return 1', parse }),
    ).toThrow(new TypeError('Script example declares no counter, which a fragment wants'));
  });
});
