import type { TextStep } from './text-steps.js';

/**
 * How the texts of two patterns stand to each other:
 * - `'apart'`: none is of both.
 * - `'alike'`: what is of both says the same in both: the same dates, variables and counter, at the same place.
 * - `'mixed'`: one text may say one thing in this and another in that.
 */
export type Likeness = 'apart' | 'alike' | 'mixed';

/** Compares all texts of two patterns, by walking along both at once. */
export function compareTexts(ones: readonly TextStep[], others: readonly TextStep[]): Likeness {
  const seen = new Set<number>();
  // Whether what was read so far says the same in both.
  const ahead: { one: number; other: number; isSame: boolean }[] = [{ one: 0, other: 0, isSame: true }];
  let likeness: Likeness = 'apart';
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    const place = (at.one * (others.length + 1) + at.other) * 2 + Number(at.isSame);
    if (seen.has(place)) continue;
    seen.add(place);
    const one = ones[at.one];
    const other = others[at.other];
    if (!one && !other) {
      if (!at.isSame) return 'mixed';
      likeness = 'alike';
    }
    if (!one || !other || !meet(one, other)) continue;
    const isSame = at.isSame && one.says === other.says;
    for (const nextOne of nextOf(one, at.one))
      for (const nextOther of nextOf(other, at.other)) ahead.push({ one: nextOne, other: nextOther, isSame });
  }
  return likeness;
}

function nextOf({ repeats }: TextStep, at: number): number[] {
  return repeats ? [at, at + 1] : [at + 1];
}

function meet({ characters: ones }: TextStep, { characters: others }: TextStep): boolean {
  if (typeof ones === 'string') {
    const isOther = typeof others === 'string' ? (one: string) => others.includes(one) : others;
    return ones.split('').some(isOther);
  }
  // Two variables: whatever ends one of them, there is a letter or digit that both may hold.
  return typeof others === 'string' ? others.split('').some(ones) : true;
}
