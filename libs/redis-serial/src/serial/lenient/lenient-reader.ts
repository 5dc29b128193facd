import { alphabetOf, maskDigits } from '../pattern/alphabets.js';
import { systemOf } from '../pattern/checks/check-systems.js';
import type { CheckedVariables } from '../pattern/check-coverage.js';
import { DATE_DIGITS, isOpen, type PatternPart } from '../pattern/pattern.js';
import { PERIOD, separators } from '../pattern/separators.js';
import { meant, spellings, spellingsOfText, withPlainCharacters } from './fold-character.js';

const DIGITS = '0123456789';
const SEPARATORS = ' -_./';

/**
 * Rewrites what people type or dictate as the series writes it: other case, full width, dashes of every kind, O for 0,
 * blanks and dashes left out or put in between. Next to a part of open length, such as a variable, a separator must be
 * there, since it is what shows where that part ends; values of variables stay as they are.
 */
export class LenientReader {
  /** The separators that are no digit of a counter and no check character. */
  private readonly separators: string;
  /** Those that say nothing: all of them, where no part but the counter can be of any length. */
  private readonly ignored: string;
  private readonly whole: RegExp;

  constructor(
    private readonly parts: readonly PatternPart[],
    private readonly checked: CheckedVariables,
  ) {
    const shown = parts.map((part) => alphabetsOf(part)?.join('') ?? '').join('');
    this.separators = SEPARATORS.split('')
      .filter((one) => !shown.includes(one))
      .join('');
    this.ignored = parts.some(({ kind }) => kind === 'variable' || kind === 'period') ? '' : this.separators;
    const ends = separators(parts);
    const sources = parts.map((part, index) => `(${this.sourceOf(part, index, ends)})`);
    this.whole = new RegExp(`^${sources.join('')}$`, 'su');
  }

  /** The text that the series would have written; `undefined` when it can't be told. */
  rewrite(given: string): string | undefined {
    const found = this.whole.exec(this.without(withPlainCharacters(given).trim()));
    if (!found) return undefined;
    return this.parts.map((part, index) => this.written(part, found[index + 1] ?? '')).join('');
  }

  private without(text: string): string {
    return text
      .split('')
      .filter((character) => !this.ignored.includes(character))
      .join('');
  }

  private sourceOf(part: PatternPart, index: number, ends: ReadonlyMap<string, string>): string {
    if (part.kind === 'text') return this.textSource(part.text, index);
    if (part.kind === 'variable' || part.kind === 'period') {
      const end = withPlainCharacters(ends.get(part.kind === 'period' ? PERIOD : part.name) ?? '');
      return end ? `[^${escaped(end)}]+` : '.+?';
    }
    const alphabets = alphabetsOf(part) ?? [];
    if (part.kind === 'sequence' && isOpen(part))
      return `[${escaped(spellings(alphabetOf(part)))}]{${part.digits ?? 1},}`;
    return alphabets.map((alphabet) => `[${escaped(spellings(alphabet))}]`).join('');
  }

  private textSource(text: string, index: number): string {
    const isBound = [index - 1, index + 1].some((near) => this.parts[near] && isOpen(this.parts[near]));
    return withPlainCharacters(text)
      .split('')
      .filter((character) => !this.ignored.includes(character))
      .map((character) => {
        if (!this.separators.includes(character)) return `[${escaped(spellingsOfText(character))}]`;
        return isBound && character !== ' ' ? `[${escaped(character)}]` : `[${escaped(this.separators)}]?`;
      })
      .join('');
  }

  private written(part: PatternPart, piece: string): string {
    switch (part.kind) {
      case 'text':
        return part.text;
      case 'period':
        return piece.trim();
      case 'variable': {
        const covers = this.checked.get(part.name)?.[0]?.covers;
        const value = piece.trim().normalize('NFC');
        // Where only digits and capitals can stand, a small letter means its capital.
        return covers === undefined ? value : spelt(value, covers);
      }
      default: {
        const alphabets = alphabetsOf(part) ?? [];
        return piece
          .split('')
          .map((character, at) => meant(character, alphabets[at] ?? alphabets.at(-1) ?? '') ?? character)
          .join('');
      }
    }
  }
}

function spelt(value: string, alphabet: string): string {
  return value
    .split('')
    .map((character) => meant(character, alphabet) ?? character)
    .join('');
}

/** What can stand at each place of a part; `undefined` for texts and for parts that are not written in an alphabet. */
function alphabetsOf(part: PatternPart): string[] | undefined {
  switch (part.kind) {
    case 'date':
      return Array.from({ length: DATE_DIGITS[part.field] }, () => DIGITS);
    case 'check': {
      const { characters, length } = systemOf(part);
      return Array.from({ length }, () => characters);
    }
    case 'sequence':
      if (part.mask !== undefined) return part.mask.split('').map(maskDigits);
      return Array.from({ length: part.digits ?? 1 }, () => alphabetOf(part));
    default:
      return undefined;
  }
}

function escaped(characters: string): string {
  return characters.replace(/[\\\]^[-]/g, '\\$&');
}
