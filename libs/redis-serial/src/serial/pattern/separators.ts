import { isOpen, type PatternPart } from './pattern.js';

/** An open piece of a pattern, as long as its value, that nothing tells from the next one. */
export interface Merging {
  readonly first: string;
  readonly second: string;
}

/**
 * For each variable, the text that ends it where another piece of open length follows. A value without any of that
 * text's characters is read back as it was written, so that no two numbers look alike; see `firstMerging` for the text.
 */
export function separators(parts: readonly PatternPart[]): Map<string, string> {
  const found = new Map<string, string>();
  parts.forEach((part, index) => {
    if (part.kind !== 'variable' || !parts.slice(index + 1).some(isOpen)) return;
    found.set(part.name, (found.get(part.name) ?? '') + firstText(parts, index + 1));
  });
  return found;
}

/**
 * Two pieces of open length that could run into each other. The first text between them must have a character that is
 * no digit in any radix and no check character: dates, counters and checks may stand before it, and then only that
 * character shows its place.
 */
export function firstMerging(parts: readonly PatternPart[]): Merging | undefined {
  let open: { name: string; index: number } | undefined;
  for (const [index, part] of parts.entries()) {
    if (!isOpen(part)) continue;
    const name = nameOf(part);
    if (open && !/[^0-9A-Z*]/.test(firstText(parts.slice(0, index), open.index + 1))) {
      return { first: open.name, second: name };
    }
    open = { name, index };
  }
  return undefined;
}

function firstText(parts: readonly PatternPart[], from: number): string {
  const text = parts.slice(from).find((part) => part.kind === 'text');
  return text?.text ?? '';
}

function nameOf(part: PatternPart): string {
  if (part.kind === 'variable') return part.name;
  return part.kind === 'sequence' && part.scrambled ? 'scramble' : 'seq';
}
