/** A piece of Lua that several scripts use: functions, or code that runs before a script's own source. */
export interface LuaFragment {
  readonly uses: readonly LuaFragment[];
  /** The names of keys and arguments that it reads; a script that uses the fragment must declare them. */
  readonly wants: readonly string[];
  readonly source: string;
}

/** Declares a fragment. A script contains it once, after the fragments that it uses itself. */
export function defineFragment({
  uses = [],
  wants = [],
  source,
}: Partial<LuaFragment> & Pick<LuaFragment, 'source'>): LuaFragment {
  return { uses, wants, source };
}

/** These fragments and all that they use, each once and after the fragments that it uses. */
export function inOrder(fragments: readonly LuaFragment[]): readonly LuaFragment[] {
  const ordered = new Set<LuaFragment>();
  const add = (fragment: LuaFragment): void => {
    if (ordered.has(fragment)) return;
    fragment.uses.forEach(add);
    ordered.add(fragment);
  };
  fragments.forEach(add);
  return [...ordered];
}
