import { DATE_LETTERS, type PatternPart } from './pattern.js';
import type { PatternError } from './pattern.error.js';

// What stands between single quotes, a part of a date, a run of one letter, other characters, or a lone quote.
const PIECES = /'((?:[^']|'')*)'|ROC|([A-Za-z])\2*|[^A-Za-z']+|'/g;

/**
 * Reads what `{date:…}` shows, such as `yyyyMMdd`. Letters that are no part of a date stand between single quotes, and
 * `''` is a quote; so a part that is misspelt is never printed as it stands.
 */
export function dateParts(argument: string, refuse: (reason: string) => PatternError): PatternPart[] {
  const parts = [...argument.matchAll(PIECES)].map(([piece, quoted]): PatternPart => {
    if (quoted !== undefined)
      return { kind: 'text', text: quoted === '' ? "'" : quoted.replaceAll("''", "'") };
    if (piece === "'") throw refuse("a single quote has no partner; write '' for the character itself");
    const field = DATE_LETTERS.find((letters) => letters === piece);
    if (field !== undefined) return { kind: 'date', field };
    if (!/^[A-Za-z]/.test(piece)) return { kind: 'text', text: piece };
    const nearest = nearestTo(piece);
    const hint = nearest === undefined ? '' : `did you mean ${nearest}? `;
    throw refuse(
      `"${piece}" is not a part of a date; ${hint}known are ${DATE_LETTERS.join(' ')}; ` +
        `other letters stand between single quotes, as in '${piece}'`,
    );
  });
  if (parts.some((part) => part.kind === 'date')) return parts;
  throw refuse(`a date needs one of ${DATE_LETTERS.join(' ')}, as in {date:yyyyMMdd}`);
}

// Of the same letter, in either case; then of about the same length.
function nearestTo(run: string): string | undefined {
  const letter = run.charAt(0);
  const near = DATE_LETTERS.filter((letters) => letters.charAt(0).toLowerCase() === letter.toLowerCase());
  const costOf = (letters: string): number =>
    Math.abs(letters.length - run.length) * 2 + Number(!letters.startsWith(letter));
  return near.sort((one, other) => costOf(one) - costOf(other))[0];
}
