import type { LuaScript, ScriptShape } from '../../lua/script.js';
import type { Keyspace } from '../memory/keyspace.js';

/** What a script does, done in memory: the same keys and arguments, the same raw reply. */
export interface Fake<Shape extends ScriptShape = ScriptShape> {
  readonly script: LuaScript<Shape>;
  answer(memory: Keyspace, keys: Shape['keys'], args: Shape['args']): unknown;
}

/** Declares the fake of a script; the compiler checks that it takes what the script takes. */
export function fakeOf<Shape extends ScriptShape>(
  script: LuaScript<Shape>,
  answer: (memory: Keyspace, keys: Shape['keys'], args: Shape['args']) => unknown,
): Fake<Shape> {
  return { script, answer };
}
