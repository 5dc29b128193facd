import type { LuaScript } from './script.js';

/** The shape of a script that still names its keys and arguments by their positions. */
export interface ScriptShape {
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
  readonly reply: unknown;
}

/** Declares a script whose keys and arguments have no names yet. */
export function definePositional<Shape extends ScriptShape>(script: {
  readonly name: string;
  readonly source: string;
  readonly parse: (reply: unknown) => Shape['reply'];
}): LuaScript<Shape['keys'], Shape['args'], Shape['reply']> {
  return { ...script, keysOf: (keys) => [...keys], argsOf: (args) => [...args] };
}
