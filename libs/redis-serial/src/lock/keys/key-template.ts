import { createHash } from 'node:crypto';
import { describeValue } from '../../common/check-options.js';
import { lookAlikeTrouble, withJoinedMarks } from '../../common/look-alikes.js';
import { checkLockKey } from './lock-key.js';
import { LockKeyError } from '../lock.errors.js';

/** A key with placeholders for values, such as `order:{params.id}`. Literal braces are doubled. */
export interface KeyTemplate {
  /** The template as it was written. */
  readonly text: string;
  /** The path of each placeholder. */
  readonly paths: readonly (readonly string[])[];
  /**
   * Builds the key from a source of values. Different values never give the same key: characters that could be confused
   * with the text beside them are escaped, and a value of more than 128 characters is replaced by its SHA-256.
   * @throws {LockKeyError} when a value is missing, empty, or neither a text nor a number.
   */
  fill(source: object): string;
}

interface Place {
  readonly path: readonly string[];
  /** The characters that a value must not contain unescaped, since the key could then be read in two ways. */
  ends: RegExp;
}

type Piece = string | Place;

const LONGEST_VALUE = 128;

/**
 * Parses a template.
 * @throws {LockKeyError} when a brace has no partner, a placeholder has no path, or nothing separates two values.
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
      throw new LockKeyError(template, `"${brace}" has no partner; write it twice for a literal brace`);
    if (text !== undefined) yield text.replace(/\{\{|\}\}/g, (pair) => pair.charAt(0));
    else if (path !== undefined) yield { path: pathOf(template, path), ends: ALWAYS };
  }
}

function pathOf(template: string, path: string): string[] {
  const steps = path.split('.');
  if (steps.some((step) => step.trim() === ''))
    throw new LockKeyError(template, `{${path}} is not a path to a value`);
  // Node writes the names of headers in lower case, however they were sent.
  return steps[0] === 'headers' ? steps.map((step) => step.toLowerCase()) : steps;
}

// A colon in a value could give two resources the same key: `a:{0}:{1}` with 'b:c', 'd' and with 'b', 'c:d'.
const ALWAYS = /[%:]/gu;

// The same holds for whatever else separates two values: the first value must not contain it.
function keepApart(template: string, pieces: readonly Piece[]): void {
  pieces.forEach((place, index) => {
    if (typeof place === 'string') return;
    const next = pieces.slice(index + 1).find((piece) => typeof piece !== 'string');
    if (!next) return;
    const between = pieces[index + 1];
    // Letters and digits can't separate values: escaped characters are written with them.
    const end = typeof between === 'string' ? /[^A-Za-z0-9]/u.exec(between)?.[0] : undefined;
    if (end === undefined)
      throw new LockKeyError(
        template,
        `nothing separates {${path(place)}} from {${path(next)}}; write ":" between them`,
      );
    place.ends = new RegExp(`[%:\\u{${end.codePointAt(0)?.toString(16) ?? ''}}]`, 'gu');
  });
}

function valueText(template: string, place: Place, source: object): string {
  const value = place.path.reduce<unknown>(
    (inner, step) => (inner as Record<string, unknown> | undefined | null)?.[step],
    source,
  );
  const given = typeof value === 'bigint' || Number.isFinite(value) ? String(value) : value;
  const text = typeof given === 'string' ? withJoinedMarks(given) : given;
  if (typeof text !== 'string' || text === '')
    throw new LockKeyError(
      template,
      `{${path(place)}} is ${describeValue(value)}; expected a text or a number`,
    );
  const alike = lookAlikeTrouble(text);
  if (alike !== undefined) throw new LockKeyError(template, `the value of {${path(place)}} ${alike}`);
  if (text.length > LONGEST_VALUE) return `%h${createHash('sha256').update(text).digest('hex')}`;
  return text.replace(place.ends, (character) => {
    const code = character.codePointAt(0)?.toString(16).toUpperCase() ?? '';
    return code.length > 2 ? `%u${code.padStart(6, '0')}` : `%${code.padStart(2, '0')}`;
  });
}

function path(place: Place): string {
  return place.path.join('.');
}
