import { alphabetOf, maskDigits } from './alphabets.js';
import { systemOf } from './checks/check-systems.js';
import { PERIOD, separators } from './separators.js';
import { DATE_DIGITS, type DateField, type PatternPart, type Scope } from './pattern.js';

/** The parts of a number's text, before their values are checked. */
export interface ReadSerial {
  readonly counter: string;
  /** The name of the period, where the pattern shows it. */
  readonly period: string | undefined;
  readonly date: Partial<Readonly<Record<DateField, string>>>;
  readonly scope: Scope;
  /** Where each part of the pattern begins in the text. */
  readonly positions: readonly number[];
}

/** Where a text departs from the pattern, and what the pattern expects there. */
export interface Misfit {
  readonly position: number;
  readonly expected: string;
}

/** Reads texts of one pattern: the inverse of formatting. Made once for each series. */
export class SerialReader {
  // Most series of an app are never read, and definitions can be many.
  private prepared: { readonly sources: readonly string[]; readonly whole: RegExp } | undefined;

  constructor(private readonly parts: readonly PatternPart[]) {}

  /** Reads the parts of a text, or finds where it departs from the pattern. */
  read(text: string): ReadSerial | Misfit {
    this.prepared ??= prepare(this.parts);
    const found = this.prepared.whole.exec(text);
    if (!found) return this.misfit(text, this.prepared.sources);
    const date: Partial<Record<DateField, string>> = {};
    const scope: Record<string, string> = {};
    const positions: number[] = [];
    let counter = '';
    let period: string | undefined;
    let position = 0;
    this.parts.forEach((part, index) => {
      const piece = found[index + 1] ?? '';
      positions.push(position);
      position += piece.length;
      if (part.kind === 'sequence') counter = piece;
      if (part.kind === 'period') period = piece;
      if (part.kind === 'date') date[part.field] = piece;
      if (part.kind === 'variable') scope[part.name] = piece;
    });
    return { counter, period, date, scope, positions };
  }

  // The text departs from the pattern at the end of the longest beginning that it still fits.
  private misfit(text: string, sources: readonly string[]): Misfit {
    for (let count = this.parts.length; count >= 0; count--) {
      const beginning = new RegExp(`^${sources.slice(0, count).join('')}`, 'su').exec(text);
      if (!beginning) continue;
      const next = this.parts[count];
      return { position: beginning[0].length, expected: next ? describePart(next) : 'the end of the number' };
    }
    throw new TypeError('The empty beginning fits every text');
  }
}

function prepare(parts: readonly PatternPart[]): { sources: string[]; whole: RegExp } {
  const sources = sourcesOf(parts, separators(parts));
  return { sources, whole: new RegExp(`^${sources.join('')}$`, 'su') };
}

// One regular expression group for each part.
function sourcesOf(parts: readonly PatternPart[], ends: ReadonlyMap<string, string>): string[] {
  const seen = new Map<string, number>();
  return parts.map((part, index) => {
    if (part.kind === 'text') return `(${part.text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')})`;
    if (part.kind === 'check') return `(${fillerOf(part, ends)})`;
    const name = nameOf(part);
    const earlier = seen.get(name);
    // A part that comes twice must have the same text twice.
    if (earlier !== undefined) return `(\\${earlier})`;
    seen.set(name, index + 1);
    return `(${fillerOf(part, ends)})`;
  });
}

function nameOf(part: PatternPart): string {
  if (part.kind === 'variable') return `variable ${part.name}`;
  return part.kind === 'date' ? part.field : part.kind;
}

function fillerOf(part: Exclude<PatternPart, { kind: 'text' }>, ends: ReadonlyMap<string, string>): string {
  // Excluding the characters that end a value finds it in one go. Otherwise a malicious text could make the expression
  // try every possible split.
  if (part.kind === 'variable' || part.kind === 'period') {
    const end = ends.get(part.kind === 'period' ? PERIOD : part.name);
    return end ? `[^${end.replace(/[\\\]^[-]/g, '\\$&')}]+` : '.+?';
  }
  if (part.kind === 'date') return `\\d{${DATE_DIGITS[part.field]}}`;
  if (part.kind === 'check') {
    const { characters, length } = systemOf(part);
    return `${oneOf(characters)}{${length}}`;
  }
  if (part.mask !== undefined)
    return part.mask
      .split('')
      .map((place) => oneOf(maskDigits(place)))
      .join('');
  const digit = oneOf(alphabetOf(part));
  if (part.digits === undefined) return `${digit}+`;
  return `${digit}{${part.digits}${part.widens ? ',' : ''}}`;
}

function oneOf(characters: string): string {
  return `[${characters.replace(/[\\\]^[-]/g, '\\$&')}]`;
}

function describePart(part: PatternPart): string {
  switch (part.kind) {
    case 'text':
      return `"${part.text}"`;
    case 'date':
      return `${DATE_DIGITS[part.field]} digits (${part.field.replace('_', ':')})`;
    case 'variable':
      return `a value for {${part.name}}`;
    case 'period':
      return 'the name of a period';
    case 'check':
      return `check characters (${part.system})`;
    case 'sequence':
      if (part.mask !== undefined) return `the counter as ${part.mask}`;
      return part.digits === undefined ? 'the counter' : `the counter's ${part.digits} digits`;
  }
}
