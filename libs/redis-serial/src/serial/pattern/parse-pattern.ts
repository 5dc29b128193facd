import type { PatternPart } from './pattern.js';
import { PatternError } from './pattern.error.js';
import { partsOfToken } from './tokens.js';

/**
 * Parses a pattern: `{token}` or `{token:argument}` between texts. Literal braces are doubled.
 * @throws {PatternError} when a token is unknown or wrong, a brace has no partner, or there is not exactly one counter.
 */
export function parsePattern(pattern: string): PatternPart[] {
  const parts: PatternPart[] = [];
  for (const { position, text, token } of pieces(pattern)) {
    if (text !== undefined) {
      addText(parts, text);
      continue;
    }
    const refuse = (reason: string): PatternError => new PatternError(pattern, position, reason);
    for (const part of partsOfToken(token, refuse)) {
      if (part.kind === 'sequence' && parts.some(({ kind }) => kind === 'sequence')) {
        throw refuse('this is a second counter; a number has one {seq} or {scramble}');
      }
      if (part.kind === 'text') addText(parts, part.text);
      else parts.push(part);
    }
  }
  if (parts.some(({ kind }) => kind === 'sequence')) return withSides(parts);
  throw new PatternError(pattern, pattern.length, 'there is no counter; add {seq:6}');
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
        `"${rest.charAt(0)}" has no partner; write it twice for a literal brace`,
      );
    }
    yield { position, token: token[1] ?? '' };
    position += token[0].length;
  }
}

function addText(parts: PatternPart[], text: string): void {
  const last = parts.at(-1);
  if (last?.kind === 'text') parts.splice(-1, 1, { kind: 'text', text: last.text + text });
  else parts.push({ kind: 'text', text });
}

// The check digits of a creditor reference stand before what they cover, so they cover what stands behind them unless
// there is something before them.
function withSides(parts: readonly PatternPart[]): PatternPart[] {
  return parts.map((part, index) => {
    if (part.kind !== 'check' || part.system !== 'rf' || part.over) return part;
    const isFirst = parts.slice(0, index).every(({ kind }) => kind === 'text');
    return isFirst ? { ...part, isAhead: true } : part;
  });
}
