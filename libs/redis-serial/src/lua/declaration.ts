/** A key or an argument of a script: its name in TypeScript and in Lua, and how Lua reads its text. */
export interface Declared<Name extends string = string, Value = unknown, Kind extends ValueKind = ValueKind> {
  readonly name: Name;
  readonly kind: Kind;
  /** Lua code that reads one text; `%` stands for the text. */
  readonly read: string;
  /** How a value is sent. */
  readonly send: (value: Value) => string | number;
}

/** One value; a value that may be left out, then `nil` in Lua; or all remaining values, a table in Lua. */
type ValueKind = 'one' | 'optional' | 'list';

/** A declaration that is only a name is a text. */
export type Declaration = string | Declared<string, never>;

/** The values that a caller passes for these declarations, by name. */
export type ValuesOf<Declarations extends readonly Declaration[]> = Given<Declarations[number]>;

type Given<One extends Declaration> = {
  readonly [D in One as NameOf<D> & (KindOf<D> extends 'optional' ? never : string)]: GivenFor<D>;
} & {
  readonly [D in One as NameOf<D> & (KindOf<D> extends 'optional' ? string : never)]?:
    GivenFor<D> | undefined;
};

type NameOf<D> = D extends string ? D : D extends Declared<infer Name, never> ? Name : never;
type KindOf<D> = D extends Declared<string, never, infer Kind> ? Kind : 'one';
type GivenFor<D> = D extends string
  ? string
  : D extends { readonly kind: infer Kind; readonly send: (value: infer Value) => unknown }
    ? Kind extends 'list'
      ? readonly Value[]
      : Value
    : never;

function asIs<Value extends string | number>(value: Value): Value {
  return value;
}

/** A whole number, also in Lua. */
export function whole<const Name extends string>(name: Name): Declared<Name, number, 'one'> {
  return { name, kind: 'one', read: '% + 0', send: asIs };
}

/** A whole number that the script only passes on to Redis; a text in Lua. */
export function wholeText<const Name extends string>(name: Name): Declared<Name, number, 'one'> {
  return { name, kind: 'one', read: '%', send: asIs };
}

/** Yes or no; a boolean in Lua. */
export function flag<const Name extends string>(name: Name): Declared<Name, boolean, 'one'> {
  return { name, kind: 'one', read: "% == '1'", send: (value) => (value ? 1 : 0) };
}

/** A whole number or a word; a text in Lua, since it may be the word. */
export function wholeOr<const Name extends string, const Word extends string>(
  name: Name,
  _word: Word,
): Declared<Name, number | Word, 'one'> {
  return { name, kind: 'one', read: '%', send: asIs };
}

/** One of some words. */
export function oneOf<const Name extends string, const Word extends string>(
  name: Name,
  ..._words: Word[]
): Declared<Name, Word, 'one'> {
  return { name, kind: 'one', read: '%', send: asIs };
}

/** A value that may be left out, together with all values after it; then it is `nil` in Lua. */
export function optional<const D extends string | Declared<string, never, 'one'>>(
  declaration: D,
): Declared<NameOf<D>, GivenFor<D>, 'optional'> {
  const { name, read, send } = declared(declaration);
  // `nil + 0` is an error, and `nil == '1'` is false.
  const isMaybe = read === '%' ? read : `% and (${read})`;
  return {
    name: name as NameOf<D>,
    kind: 'optional',
    read: isMaybe,
    send: send as (value: unknown) => string,
  };
}

/** All values from here on, any number of them; a table in Lua. */
export function list<const D extends string | Declared<string, never, 'one'>>(
  declaration: D,
): Declared<NameOf<D>, GivenFor<D>, 'list'> {
  const { name, read, send } = declared(declaration);
  return { name: name as NameOf<D>, kind: 'list', read, send: send as (value: unknown) => string };
}

/** The long form of a declaration. */
export function declared(declaration: Declaration): Declared<string, never> {
  return typeof declaration === 'string'
    ? { name: declaration, kind: 'one', read: '%', send: asIs }
    : declaration;
}
