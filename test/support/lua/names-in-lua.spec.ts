import { oddNamesIn } from './names-in-lua.js';

describe('oddNamesIn', () => {
  it.each([
    ['local a = 1 return a', [], []],
    ['a = 1', ['a'], []],
    ['return redis.call', [], []],
    ['return redis.call(key)', ['key'], []],
    ['local a = 1', [], ['a']],
    ['local a = 1 a = 2', [], ['a']],
    ['local _ = 1', [], []],
    ['local a = 1 local a = 2 return a', [], ['a']],
    ['local a = 1 do local a = a return a end', [], []],
    ['do local a = 1 return a end', [], []],
    ['if true then local a = 1 else return a end', ['a'], ['a']],
    ['local function f(x) return f(x) end return f', [], []],
    ['local function f(x, y) return x end return f', [], ['y']],
    ['function f() end', ['f'], []],
    ['local t = {} t.x = 1 return { x = t, [t] = 1 }', [], []],
    ['for i = 1, 3 do redis.log(i) end', [], []],
    ['for i, v in ipairs({}) do redis.log(v) end', [], ['i']],
    ['repeat local a = 1 until a == 1', [], []],
    ['while true do local a = 1 end', [], ['a']],
  ])('%s', (source, globals, unused) => {
    expect(oddNamesIn(source, ['redis', 'ipairs'])).toEqual({ globals, unused });
  });

  it('refuses what is no Lua 5.1', () => {
    expect(() => oddNamesIn('goto out', [])).toThrow(SyntaxError);
  });
});
