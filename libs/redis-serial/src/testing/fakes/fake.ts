import type { LuaScript } from '../../lua/script.js';
import type { Keyspace } from '../memory/keyspace.js';

/** Does in memory what a script does: the same keys and arguments, the same raw reply. */
export interface Fake<Keys = never, Args = never> {
  readonly script: LuaScript<Keys, Args>;
  answer(memory: Keyspace, keys: Keys, args: Args): unknown;
}

/** Declares the fake of a script. The compiler checks that it has the same keys and arguments. */
export function fakeOf<Keys, Args>(
  script: LuaScript<Keys, Args>,
  answer: (memory: Keyspace, keys: Keys, args: Args) => unknown,
): Fake<Keys, Args> {
  return { script, answer };
}
