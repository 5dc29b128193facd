/** The shape of a script: labelled tuples of its keys and arguments, and what it answers. */
export interface ScriptShape {
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
  readonly reply: unknown;
}

/** A Lua script as a typed value: the labels of its tuples are its documentation, and the compiler checks the callers. */
export interface LuaScript<Shape extends ScriptShape> {
  /** Stands in errors. */
  readonly name: string;
  readonly source: string;
  /** Reads the raw reply of Redis. */
  readonly parse: (reply: unknown) => Shape['reply'];
}

/** Declares a Lua script; values reach it by KEYS and ARGV alone. */
export function defineScript<Shape extends ScriptShape>(script: LuaScript<Shape>): LuaScript<Shape> {
  return script;
}
