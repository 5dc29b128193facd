import { DATE_DIGITS, type DateField, type PatternPart, type Scope } from './pattern.js';

/** What stands in a number's text, before anybody asked whether it makes sense. */
export interface ReadSerial {
  readonly counter: string;
  readonly date: Partial<Readonly<Record<DateField, string>>>;
  readonly scope: Scope;
}

/** Where a text stops being what the pattern says, and what should stand there. */
export interface Misfit {
  readonly position: number;
  readonly expected: string;
}

/** Reads texts of one pattern: the inverse of formatting, made once for each series. */
export class SerialReader {
  private readonly sources: readonly string[];
  private readonly whole: RegExp;

  constructor(private readonly parts: readonly PatternPart[]) {
    this.sources = sourcesOf(parts);
    this.whole = new RegExp(`^${this.sources.join('')}$`, 'su');
  }

  /** The pieces of a text, or where it departs from the pattern. */
  read(text: string): ReadSerial | Misfit {
    const groups = this.whole.exec(text)?.groups;
    if (!groups) return this.misfit(text);
    return {
      counter: groups.sequence_ ?? '',
      date: groupsOfKind(groups, 'date_'),
      scope: groupsOfKind(groups, 'variable_'),
    };
  }

  // The longest beginning of the pattern that the text still fits tells where the two part.
  private misfit(text: string): Misfit {
    for (let count = this.parts.length; count >= 0; count--) {
      const beginning = new RegExp(`^${this.sources.slice(0, count).join('')}`, 'su').exec(text);
      if (!beginning) continue;
      const next = this.parts[count];
      return { position: beginning[0].length, expected: next ? describePart(next) : 'the end of the number' };
    }
    throw new TypeError('The empty beginning fits every text');
  }
}

function groupsOfKind(groups: Readonly<Record<string, string>>, kind: string): Record<string, string> {
  const ofKind = Object.entries(groups).filter(([group]) => group.startsWith(kind));
  return Object.fromEntries(ofKind.map(([group, found]) => [group.slice(kind.length), found]));
}

function sourcesOf(parts: readonly PatternPart[]): string[] {
  const seen = new Set<string>();
  return parts.map((part) => {
    if (part.kind === 'text') return part.text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    const group = groupName(part);
    // What stands twice must say the same twice.
    if (seen.has(group)) return `\\k<${group}>`;
    seen.add(group);
    return `(?<${group}>${fillerOf(part)})`;
  });
}

function groupName(part: Exclude<PatternPart, { kind: 'text' }>): string {
  if (part.kind === 'variable') return `variable_${part.name}`;
  return part.kind === 'date' ? `date_${part.field}` : 'sequence_';
}

function fillerOf(part: Exclude<PatternPart, { kind: 'text' }>): string {
  if (part.kind === 'variable') return '.+?';
  if (part.kind === 'date') return `\\d{${DATE_DIGITS[part.field]}}`;
  const digits = part.radix <= 10 ? `0-${part.radix - 1}` : `0-9A-${String.fromCharCode(54 + part.radix)}`;
  return part.digits === undefined ? `[${digits}]+` : `[${digits}]{${part.digits}}`;
}

function describePart(part: PatternPart): string {
  switch (part.kind) {
    case 'text':
      return `"${part.text}"`;
    case 'date':
      return `${DATE_DIGITS[part.field]} digits (${part.field})`;
    case 'variable':
      return `a value for {${part.name}}`;
    case 'sequence':
      return part.digits === undefined ? 'the counter' : `the counter's ${part.digits} digits`;
  }
}
