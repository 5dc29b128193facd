import { keyMaker, type KeySource } from './key-source.js';
import { LockKeyError } from '../lock.errors.js';

const keysOf = (source: KeySource, ...args: unknown[]): string | readonly string[] =>
  keyMaker(source).keysOf(args, args);

describe('keyMaker', () => {
  it('makes one key, or as many as there are templates', () => {
    expect(keysOf('order:{0.id}', { id: 7 })).toBe('order:7');
    expect(keysOf(['account:{0}', 'account:{1}'], 'a', 'b')).toEqual(['account:a', 'account:b']);
  });

  it('takes what a function answers, one key or several', () => {
    expect(keysOf((id: number, part: string) => `order:${id}:${part}`, 7, 'x')).toBe('order:7:x');
    expect(keysOf((ids: string[]) => ids, ['a', 'b', 'a'])).toEqual(['a', 'b']);
  });

  it.each(['order:undefined', 'null:x', 'order:NaN:x', 'order:[object Object]', 'order:', ''])(
    'refuses %j of a function, where a value seems to be missing',
    (key) => {
      expect(() => keysOf(() => key)).toThrow(LockKeyError);
      expect(() => keysOf(() => ['fine', key])).toThrow(LockKeyError);
    },
  );

  it('refuses what a function answers and is no text', () => {
    for (const answer of [undefined, 7, {}, [], [undefined], Promise.resolve('x')])
      expect(() => keysOf(() => answer as string)).toThrow(LockKeyError);
  });

  it('refuses no template at all, and what is none', () => {
    for (const source of [[], [7], undefined, null, {}])
      expect(() => keyMaker(source as KeySource)).toThrow(LockKeyError);
  });

  it("passes the function's own errors through", () => {
    const mine = new Error('mine');
    expect(() =>
      keysOf(() => {
        throw mine;
      }),
    ).toThrow(mine);
  });
});
