/** A piece of Lua that several scripts use: functions, or something that runs before a script's own source. */
export interface LuaFragment {
  readonly uses: readonly LuaFragment[];
  /** The keys and arguments of a script that it reads under their names; a script that uses it must declare them. */
  readonly wants: readonly string[];
  readonly source: string;
}

/** Declares a fragment; it stands in a script once, behind what it uses itself, whoever asks for it. */
export function defineFragment({
  uses = [],
  wants = [],
  source,
}: Partial<LuaFragment> & Pick<LuaFragment, 'source'>): LuaFragment {
  return { uses, wants, source };
}

/** These fragments and all that they use, each once and behind what it uses. */
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
