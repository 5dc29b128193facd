import { DATE_DIGITS, type DateField, type PatternPart, type SequencePart } from './pattern.js';
import { PatternError } from './pattern.error.js';

/**
 * Takes a pattern apart: `{token}` or `{token:argument}` between texts, braces doubled where they are meant.
 * @throws {PatternError} for an unknown or wrong token, a brace without its other, no counter or two.
 */
export function parsePattern(pattern: string): PatternPart[] {
  const parts: PatternPart[] = [];
  let counterSeen = false;
  for (const { position, text, token } of pieces(pattern)) {
    if (text !== undefined) {
      addText(parts, text);
      continue;
    }
    const added = partsOf(token, (reason) => new PatternError(pattern, position, reason));
    for (const part of added) {
      if (part.kind === 'sequence' && counterSeen) {
        throw new PatternError(pattern, position, 'a second {seq}; a number has one counter');
      }
      counterSeen ||= part.kind === 'sequence';
      if (part.kind === 'text') addText(parts, part.text);
      else parts.push(part);
    }
  }
  if (!counterSeen) throw new PatternError(pattern, pattern.length, 'there is no counter; add {seq:6}');
  return parts;
}

type Piece =
  | { readonly position: number; readonly text: string; readonly token?: undefined }
  | { readonly position: number; readonly token: string; readonly text?: undefined };

function* pieces(pattern: string): Generator<Piece> {
  let position = 0;
  while (position < pattern.length) {
    const rest = pattern.slice(position);
    const plain = /^(?:[^{}]|\{\{|\}\})+/.exec(rest)?.[0];
    if (plain !== undefined) {
      yield { position, text: plain.replace(/\{\{|\}\}/g, (pair) => pair.charAt(0)) };
      position += plain.length;
      continue;
    }
    const token = /^\{([^{}]*)\}/.exec(rest);
    if (!token) {
      throw new PatternError(
        pattern,
        position,
        `"${rest.charAt(0)}" has no counterpart; write it twice if it is meant`,
      );
    }
    yield { position, token: token[1] ?? '' };
    position += token[0].length;
  }
}

type Refusal = (reason: string) => PatternError;

const RESERVED = ['seq', 'date', 'week', 'fyStart', 'fyEnd', 'scramble', 'check'];

function partsOf(token: string, refuse: Refusal): PatternPart[] {
  const colon = token.indexOf(':');
  const name = colon < 0 ? token : token.slice(0, colon);
  const argument = colon < 0 ? undefined : token.slice(colon + 1);
  if (name === 'seq') return [sequence(argument, refuse)];
  if (name === 'date') return dateParts(argument, refuse);
  if (RESERVED.includes(name)) throw refuse(`{${name}} is not available in this version`);
  if (argument !== undefined)
    throw refuse(`there is no token {${name}:…}; known are {seq:6} and {date:yyyyMMdd}`);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw refuse(`"${token}" is no name for a variable; use letters, digits and _, beginning with a letter`);
  }
  return [{ kind: 'variable', name }];
}

function sequence(argument: string | undefined, refuse: Refusal): SequencePart {
  if (argument === undefined) return { kind: 'sequence', digits: undefined, radix: 10 };
  const [, digits, radix = '10'] = /^(\d{1,2})(?::(\d{1,2}))?$/.exec(argument) ?? [];
  const part = { kind: 'sequence', digits: Number(digits), radix: Number(radix) } as const;
  if (!(part.digits >= 1 && part.digits <= 53))
    throw refuse('the counter takes 1 to 53 digits, as in {seq:6}');
  if (!(part.radix >= 2 && part.radix <= 36)) throw refuse('the radix is 2 to 36, as in {seq:6:36}');
  return part;
}

function dateParts(argument: string | undefined, refuse: Refusal): PatternPart[] {
  const fields = Object.keys(DATE_DIGITS).join(' ');
  // Runs of one letter are fields; everything that isn't one of the letters is text.
  const parts = (argument ?? '').match(/([yQMdDHm])\1*|[^yQMdDHm]+/g)?.map((run): PatternPart => {
    if (run in DATE_DIGITS) return { kind: 'date', field: run as DateField };
    if (!/^[yQMdDHm]/.test(run)) return { kind: 'text', text: run };
    throw refuse(`"${run}" is no part of a date; known are ${fields}`);
  });
  if (!parts?.some((part) => part.kind === 'date'))
    throw refuse(`a date needs one of ${fields}, as in {date:yyyyMMdd}`);
  return parts;
}

function addText(parts: PatternPart[], text: string): void {
  const last = parts.at(-1);
  if (last?.kind === 'text') parts.splice(-1, 1, { kind: 'text', text: last.text + text });
  else parts.push({ kind: 'text', text });
}
