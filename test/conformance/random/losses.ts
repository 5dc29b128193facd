import fc from 'fast-check';
import type { LosingBackend } from '../backend.js';

/** Something that is asked, or happens to both back ends before that. */
export type Step<Operation> = { readonly ask: Operation } | { readonly happens: Loss };
type Loss = 'lose' | 'stopReplication' | 'failOver';

/**
 * Operations with losses between them. The replica takes over once: a server that takes over again has the name that it
 * had.
 */
export function withLosses<Operation>(
  operations: fc.Arbitrary<Operation[]>,
): fc.Arbitrary<Step<Operation>[]> {
  const losses = fc.shuffledSubarray<Loss>(['lose', 'lose', 'stopReplication', 'failOver'], { minLength: 1 });
  return fc
    .tuple(operations, losses, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }))
    .map(([asked, happening, places]) => {
      const steps: Step<Operation>[] = asked.map((ask) => ({ ask }));
      for (const [index, happens] of happening.entries())
        steps.splice((places[index] ?? 0) % (steps.length + 1), 0, { happens });
      return steps;
    });
}

/** Lets it happen to both. */
export async function happen(backends: readonly LosingBackend[], loss: Loss): Promise<void> {
  for (const backend of backends) await backend[loss]();
}
