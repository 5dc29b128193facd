import { declared, type Declaration, type Declared, type ValuesOf } from './declaration.js';
import { inOrder, type LuaFragment } from './fragment.js';

/** A Lua script as a typed value. Its keys and arguments have names, both in Lua and for its callers. */
export interface LuaScript<Keys = never, Args = never, Reply = unknown> {
  /** The name that errors show. */
  readonly name: string;
  readonly source: string;
  /** The keys in the order in which they are sent. */
  readonly keysOf: (keys: Keys) => string[];
  /** The arguments in the order in which they are sent. */
  readonly argsOf: (args: Args) => (string | number)[];
  /** Reads the raw reply of Redis. */
  readonly parse: (reply: unknown) => Reply;
}

/** A script's declaration. */
interface Script<Keys extends readonly Declaration[], Args extends readonly Declaration[], Reply> {
  readonly name: string;
  /** Every key that the script touches. On a Cluster they lie in one slot. */
  readonly keys: Keys;
  readonly args: Args;
  /** The fragments that it uses; the fragments that these use are added by themselves. */
  readonly uses?: readonly LuaFragment[];
  /** Lua code. Each declared key and argument is a local of its name. */
  readonly source: string;
  readonly parse: (reply: unknown) => Reply;
}

/**
 * Declares a script. Values reach it through KEYS and ARGV only, and no script names a position: the locals for them
 * are written here, before the fragments and the source.
 * @throws {TypeError} when the script does not declare what a fragment wants.
 */
export function defineScript<
  const Keys extends readonly Declaration[],
  const Args extends readonly Declaration[],
  Reply,
>(script: Script<Keys, Args, Reply>): LuaScript<ValuesOf<Keys>, ValuesOf<Args>, Reply> {
  const { name, parse } = script;
  const keys = script.keys.map(declared);
  const args = script.args.map(declared);
  const fragments = inOrder(script.uses ?? []);
  checkWants(name, fragments, [...keys, ...args]);
  const header = [...localsOf('KEYS', keys), ...localsOf('ARGV', args)];
  const source = [...header, ...fragments.map((fragment) => fragment.source), script.source].join('\n');
  return {
    name,
    source,
    keysOf: (values) => encode(keys, values) as string[],
    argsOf: (values) => encode(args, values),
    parse,
  };
}

type Values = Readonly<Record<string, unknown>>;
type AnyDeclared = Declared<string, never>;

function checkWants(script: string, fragments: readonly LuaFragment[], all: readonly AnyDeclared[]): void {
  const names = new Set(all.map(({ name }) => name));
  const missing = fragments.flatMap(({ wants }) => wants).find((name) => !names.has(name));
  if (missing !== undefined)
    throw new TypeError(`Script ${script} declares no ${missing}, which a fragment wants`);
}

function localsOf(table: 'KEYS' | 'ARGV', all: readonly AnyDeclared[]): string[] {
  const single = all.filter(({ kind }) => kind !== 'list');
  const lines = [];
  if (single.length > 0) {
    const values = single.map(({ read }, index) => read.replaceAll('%', `${table}[${index + 1}]`));
    lines.push(`local ${single.map(({ name }) => name).join(', ')} = ${values.join(', ')}`);
  }
  const rest = all[single.length];
  if (rest) {
    const { name, read } = rest;
    // This is by far the quickest way to copy. A list of some thousands would not fit on Lua's stack, and fail.
    lines.push(`local ${name} = { unpack(${table}, ${single.length + 1}) }`);
    if (read !== '%')
      lines.push(`for i = 1, #${name} do ${name}[i] = ${read.replaceAll('%', `${name}[i]`)} end`);
  }
  return lines;
}

function encode(all: readonly AnyDeclared[], values: Values): (string | number)[] {
  const encoded: (string | number)[] = [];
  for (const { name, kind, send } of all) {
    const value = values[name];
    if (kind === 'list') for (const one of value as never[]) encoded.push(send(one));
    else if (value !== undefined) encoded.push(send(value as never));
  }
  return encoded;
}
