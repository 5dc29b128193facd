import type { LuaScript, ScriptShape } from '../../lua/script.js';
import type { Keyspace } from '../memory/keyspace.js';

/** What a script does, done in memory: the same keys and arguments, the same raw reply. */
export interface Twin<Shape extends ScriptShape = ScriptShape> {
  readonly script: LuaScript<Shape>;
  answer(memory: Keyspace, keys: Shape['keys'], args: Shape['args']): unknown;
}

/** Declares the twin of a script; the compiler checks that it takes what the script takes. */
export function twinOf<Shape extends ScriptShape>(
  script: LuaScript<Shape>,
  answer: (memory: Keyspace, keys: Shape['keys'], args: Shape['args']) => unknown,
): Twin<Shape> {
  return { script, answer };
}
