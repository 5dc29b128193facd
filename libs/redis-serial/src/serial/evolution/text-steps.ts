import { alphabetOf, maskDigits } from '../pattern/alphabets.js';
import { systemOf } from '../pattern/checks/check-systems.js';
import { uncovered, type CheckSystem } from '../pattern/checks/check-system.js';
import { checkedVariables } from '../pattern/check-coverage.js';
import { DATE_DIGITS, isOpen, variableNames, type PatternPart } from '../pattern/pattern.js';
import { separators } from '../pattern/separators.js';

/** One character of a pattern's texts. */
export interface TextStep {
  /** All that can stand there, or a test of it. */
  readonly characters: string | ((character: string) => boolean);
  /** Whether any number of such characters may follow it. */
  readonly repeats: boolean;
  /** What it says: which digit of which date, which variable, the counter; '' where it says nothing. */
  readonly says: string;
}

const DIGITS = '0123456789';

/**
 * A pattern's texts, character by character. They are a little more than can be written: of a date each digit is any
 * digit, and checks are not computed. Variables are told apart by their order alone, as counters are; dates say
 * something only where they tell which counter it was.
 */
export function textSteps(parts: readonly PatternPart[], hasPeriods: boolean): TextStep[] {
  const ends = separators(parts);
  const covered = checkedVariables(parts);
  const variables = variableNames(parts);
  return parts.flatMap((part): TextStep[] => {
    switch (part.kind) {
      case 'text':
        // By code unit, as texts are compared.
        return part.text.split('').map((characters) => ({ characters, repeats: false, says: '' }));
      case 'date':
        return times(DATE_DIGITS[part.field], (digit) =>
          step(DIGITS, hasPeriods ? `${part.field} ${digit}` : ''),
        );
      case 'check': {
        const { length, characters } = systemOf(part);
        return times(length, () => ({ characters, repeats: false, says: '' }));
      }
      case 'sequence': {
        const { mask } = part;
        const steps = times(part.digits ?? 1, (index) =>
          step(mask === undefined ? alphabetOf(part) : maskDigits(mask.charAt(index)), 'counter'),
        );
        return isOpen(part)
          ? [...steps.slice(1), { ...step(alphabetOf(part), 'counter'), repeats: true }]
          : steps;
      }
      case 'period':
        return [{ characters: isInPeriod, repeats: true, says: 'period' }];
      case 'variable': {
        const end = ends.get(part.name) ?? '';
        const systems = covered.get(part.name) ?? [];
        const says = `variable ${variables.indexOf(part.name)}`;
        return [{ characters: (one) => fits(one, end, systems), repeats: true, says }];
      }
    }
  });
}

function isInPeriod(character: string): boolean {
  return /[0-9A-Za-z._-]/.test(character);
}

function step(characters: string, says: string): TextStep {
  return { characters, repeats: false, says };
}

function fits(character: string, end: string, systems: readonly CheckSystem[]): boolean {
  return !end.includes(character) && systems.every((system) => uncovered(character, system) === undefined);
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
