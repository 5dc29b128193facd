import { alphabetOf } from './alphabets.js';
import { systemOf } from './checks/check-systems.js';
import { isOpen, type PatternPart } from './pattern.js';

/** Two parts of open length that run into each other. */
export interface Merging {
  readonly first: string;
  readonly second: string;
}

/**
 * For each variable that another part of open length follows: the text that ends it. A value that has none of that
 * text's characters is read back as it was written, so no two numbers have the same text. `firstMerging` checks the
 * text itself.
 */
export function separators(parts: readonly PatternPart[]): Map<string, string> {
  const found = new Map<string, string>();
  parts.forEach((part, index) => {
    if (part.kind !== 'variable' && part.kind !== 'period') return;
    const behind = parts.slice(index + 1);
    if (!behind.some(isOpen) || endsByItself(behind)) return;
    const name = part.kind === 'period' ? PERIOD : part.name;
    found.set(name, (found.get(name) ?? '') + firstText(parts, index + 1));
  });
  return found;
}

// Where nothing but a text and the counter follows, the last character of that text that is no digit ends the value:
// what stands behind it has none. So the value may contain the text, as in an order's number before its parcel's.
function endsByItself([text, counter, ...rest]: readonly PatternPart[]): boolean {
  if (text?.kind !== 'text' || counter?.kind !== 'sequence' || rest.length > 0) return false;
  const digits = alphabetOf(counter);
  return text.text.split('').some((character) => !digits.includes(character));
}

/** What the name of the period is called among the variables, of which none can have this name. */
export const PERIOD = '{period}';

/**
 * Finds two parts of open length that could run into each other. The first text between them must have a character that
 * is neither a digit in any radix nor a check character of the pattern. Dates, counters and check characters may stand
 * before that text, and then only such a character shows where it begins.
 */
export function firstMerging(parts: readonly PatternPart[]): Merging | undefined {
  let open: { name: string; index: number } | undefined;
  for (const [index, part] of parts.entries()) {
    if (!isOpen(part)) continue;
    const name = nameOf(part);
    const between = open && firstText(parts.slice(0, index), open.index + 1);
    if (open && between !== undefined && isShown(between, parts)) {
      return { first: open.name, second: name };
    }
    open = { name, index };
  }
  return undefined;
}

// Digits in any radix, and what counters and check characters show besides.
function isShown(text: string, parts: readonly PatternPart[]): boolean {
  const characters = parts.map((part) =>
    part.kind === 'sequence' ? alphabetOf(part) : part.kind === 'check' ? systemOf(part).characters : '',
  );
  const shown = `0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*${characters.join('')}`;
  return text.split('').every((character) => shown.includes(character));
}

function firstText(parts: readonly PatternPart[], from: number): string {
  const text = parts.slice(from).find((part) => part.kind === 'text');
  return text?.text ?? '';
}

function nameOf(part: PatternPart): string {
  if (part.kind === 'variable') return part.name;
  if (part.kind === 'period') return 'period';
  return part.kind === 'sequence' && part.scrambled ? 'scramble' : 'seq';
}
