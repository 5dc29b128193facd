import { CHECK_SYSTEMS, uncovered, type CheckSystem } from './check-characters.js';
import type { PatternPart } from './pattern.js';

/** Which letters and digits a variable's values may have, so that the check characters behind it cover them. */
export type CheckedVariables = ReadonlyMap<string, CheckSystem['covers']>;

/** Why a pattern's check characters would not work; `undefined` when they do. */
export function checkTrouble(parts: readonly PatternPart[]): string | undefined {
  for (const [index, part] of parts.entries()) {
    if (part.kind !== 'check') continue;
    const { covers } = CHECK_SYSTEMS[part.system];
    const before = parts.slice(0, index);
    if (before.length === 0) return `{check:${part.system}} has nothing before it to check`;
    const letters = before.map((one) => lettersOf(one, covers)).find((found) => found !== undefined);
    if (letters !== undefined) {
      const allowed = covers === 'digits' ? 'digits only' : 'digits and A to Z only';
      return `{check:${part.system}} covers ${allowed}, but ${letters} stands before it`;
    }
  }
  return undefined;
}

/** What the values of each variable before check characters may consist of. */
export function checkedVariables(parts: readonly PatternPart[]): CheckedVariables {
  const found = new Map<string, CheckSystem['covers']>();
  parts.forEach((part, index) => {
    if (part.kind !== 'check') return;
    const { covers } = CHECK_SYSTEMS[part.system];
    for (const before of parts.slice(0, index)) {
      if (before.kind === 'variable' && found.get(before.name) !== 'digits') found.set(before.name, covers);
    }
  });
  return found;
}

function lettersOf(part: PatternPart, covers: CheckSystem['covers']): string | undefined {
  if (part.kind === 'text') {
    const foreign = uncovered(part.text, covers);
    return foreign === undefined ? undefined : `"${foreign}"`;
  }
  if (covers !== 'digits') return undefined;
  if (part.kind === 'sequence' && part.radix > 10) return `a counter in radix ${part.radix}`;
  if (part.kind === 'check' && CHECK_SYSTEMS[part.system].characters !== '0-9') {
    return `{check:${part.system}}, which can be a letter`;
  }
  return undefined;
}
