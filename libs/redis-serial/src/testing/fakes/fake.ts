import type { LuaScript } from '../../lua/script.js';
import type { Keyspace } from '../memory/keyspace.js';

/** What a script does, done in memory: the same keys and arguments, the same raw reply. */
export interface Fake<Keys = never, Args = never> {
  readonly script: LuaScript<Keys, Args>;
  answer(memory: Keyspace, keys: Keys, args: Args): unknown;
}

/** Declares the fake of a script; the compiler checks that it takes what the script takes. */
export function fakeOf<Keys, Args>(
  script: LuaScript<Keys, Args>,
  answer: (memory: Keyspace, keys: Keys, args: Args) => unknown,
): Fake<Keys, Args> {
  return { script, answer };
}
