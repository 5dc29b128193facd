import { createHash } from 'node:crypto';
import { describeValue } from '../../common/check-options.js';
import { checkLockKey } from './lock-key.js';
import { LockKeyError } from '../lock.errors.js';

/** A key with places for values, `order:{params.id}`; braces are doubled where they are meant. */
export interface KeyTemplate {
  /** As it was written. */
  readonly text: string;
  /** The path of each place. */
  readonly paths: readonly (readonly string[])[];
  /**
   * The key for a source of values. Different values never make the same key: what could run into the text beside it is
   * escaped, and what is longer than 128 characters stands there as its SHA-256.
   * @throws {LockKeyError} when a value is missing, empty or no plain value.
   */
  fill(source: object): string;
}

interface Place {
  readonly path: readonly string[];
  /** What may not stand in a value as it is, for the text could then be read in two ways. */
  ends: RegExp;
}

type Piece = string | Place;

const LONGEST_VALUE = 128;

/**
 * Takes a template apart.
 * @throws {LockKeyError} when a brace has no counterpart, a place has no path, or nothing keeps two values apart.
 */
export function parseKeyTemplate(template: string): KeyTemplate {
  const pieces = [...piecesOf(template)];
  const places = pieces.filter((piece) => typeof piece !== 'string');
  keepApart(template, pieces);
  const fill = (source: object): string =>
    checkLockKey(
      pieces
        .map((piece) => (typeof piece === 'string' ? piece : valueText(template, piece, source)))
        .join(''),
    );
  return { text: template, paths: places.map(({ path }) => path), fill };
}

function* piecesOf(template: string): Generator<Piece> {
  if (typeof template !== 'string' || template.length === 0)
    throw new LockKeyError(describeValue(template), 'it is empty');
  const pattern = /((?:[^{}]|\{\{|\}\})+)|\{([^{}]*)\}|([{}])/g;
  for (const [, text, path, brace] of template.matchAll(pattern)) {
    if (brace !== undefined)
      throw new LockKeyError(template, `"${brace}" has no counterpart; write it twice if it is meant`);
    if (text !== undefined) yield text.replace(/\{\{|\}\}/g, (pair) => pair.charAt(0));
    else if (path !== undefined) yield { path: pathOf(template, path), ends: ALWAYS };
  }
}

function pathOf(template: string, path: string): string[] {
  const steps = path.split('.');
  if (steps.some((step) => step.trim() === ''))
    throw new LockKeyError(template, `{${path}} is no path to a value`);
  // Node has the names of headers in lower case, however they were sent.
  return steps[0] === 'headers' ? steps.map((step) => step.toLowerCase()) : steps;
}

// A colon in a value would let two different resources meet: `a:{0}:{1}` with 'b:c', 'd' and with 'b', 'c:d'.
const ALWAYS = /[%:]/gu;

// The same for whatever else stands between two values: it must not stand in the first of them.
function keepApart(template: string, pieces: readonly Piece[]): void {
  pieces.forEach((place, index) => {
    if (typeof place === 'string') return;
    const next = pieces.slice(index + 1).find((piece) => typeof piece !== 'string');
    if (!next) return;
    const between = pieces[index + 1];
    // Letters and digits are no end: escaped characters are written with them.
    const end = typeof between === 'string' ? /[^A-Za-z0-9]/u.exec(between)?.[0] : undefined;
    if (end === undefined)
      throw new LockKeyError(
        template,
        `nothing keeps {${path(place)}} and {${path(next)}} apart; write ":" between`,
      );
    place.ends = new RegExp(`[%:\\u{${end.codePointAt(0)?.toString(16) ?? ''}}]`, 'gu');
  });
}

function valueText(template: string, place: Place, source: object): string {
  const value = place.path.reduce<unknown>(
    (inner, step) => (inner as Record<string, unknown> | undefined | null)?.[step],
    source,
  );
  const text = typeof value === 'bigint' || Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string' || text === '')
    throw new LockKeyError(
      template,
      `{${path(place)}} is ${describeValue(value)}; expected a text or a number`,
    );
  if (text.length > LONGEST_VALUE) return `%h${createHash('sha256').update(text).digest('hex')}`;
  return text.replace(place.ends, (character) => {
    const code = character.codePointAt(0)?.toString(16).toUpperCase() ?? '';
    return code.length > 2 ? `%u${code.padStart(6, '0')}` : `%${code.padStart(2, '0')}`;
  });
}

function path(place: Place): string {
  return place.path.join('.');
}
