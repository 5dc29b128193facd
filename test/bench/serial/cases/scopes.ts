/** So many values of a variable. */
export function scopesOf(count: number): { readonly store: string }[] {
  return Array.from({ length: count }, (_, index) => ({ store: `S${String(index).padStart(6, '0')}` }));
}

/** A call for one thing after the other: callers that wait at the same time have different ones. */
export function inTurn<Thing>(
  things: readonly Thing[],
  call: (thing: Thing) => Promise<unknown>,
): () => Promise<unknown> {
  let turn = 0;
  return () => {
    const thing = things[turn++ % things.length];
    if (thing === undefined) throw new TypeError('There is nothing to take turns with');
    return call(thing);
  };
}
