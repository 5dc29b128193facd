import { counterTextOf } from './counter-text.js';
import { systemOf } from './checks/check-systems.js';
import { DATE_DIGITS, type PatternPart } from './pattern.js';

/** How long the texts of a pattern can be. */
export interface TextLength {
  /** How long everything but the values of variables is, at most. */
  readonly fixed: number;
  /** The variables that are shown, each as often as it is. */
  readonly variables: readonly string[];
}

const LONGEST_PERIOD = 32;

/** How long texts can be whose counter goes up to a value. */
export function textLength(parts: readonly PatternPart[], highest: number): TextLength {
  const fixed = parts.reduce((sum, part) => sum + lengthOf(part, highest), 0);
  return { fixed, variables: parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : [])) };
}

function lengthOf(part: PatternPart, highest: number): number {
  switch (part.kind) {
    case 'text':
      return part.text.length;
    case 'date':
      return DATE_DIGITS[part.field];
    case 'check':
      return systemOf(part).length;
    case 'sequence':
      return part.scrambled ? String(highest).length : counterTextOf(part)(highest).length;
    case 'period':
      return LONGEST_PERIOD;
    case 'variable':
      return 0;
  }
}
