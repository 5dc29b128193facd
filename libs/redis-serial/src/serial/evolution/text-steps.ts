import { CHECK_SYSTEMS, uncovered } from '../pattern/check-characters.js';
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

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

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
          step(10, hasPeriods ? `${part.field} ${digit}` : ''),
        );
      case 'check': {
        const { length, characters } = CHECK_SYSTEMS[part.system];
        const all = `${DIGITS}*`.replace(new RegExp(`[^${characters}]`, 'g'), '');
        return times(length, () => ({ characters: all, repeats: false, says: '' }));
      }
      case 'sequence': {
        const steps = times(part.digits ?? 1, () => step(part.radix, 'counter'));
        return isOpen(part) ? [...steps.slice(1), { ...step(part.radix, 'counter'), repeats: true }] : steps;
      }
      case 'period':
        return [{ characters: isInPeriod, repeats: true, says: 'period' }];
      case 'variable': {
        const end = ends.get(part.name) ?? '';
        const covers = covered.get(part.name);
        const says = `variable ${variables.indexOf(part.name)}`;
        return [{ characters: (one) => fits(one, end, covers), repeats: true, says }];
      }
    }
  });
}

function isInPeriod(character: string): boolean {
  return /[0-9A-Za-z._-]/.test(character);
}

function step(radix: number, says: string): TextStep {
  return { characters: DIGITS.slice(0, radix), repeats: false, says };
}

function fits(character: string, end: string, covers: 'digits' | 'alphanumeric' | undefined): boolean {
  if (end.includes(character)) return false;
  return covers === undefined || uncovered(character, covers) === undefined;
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
