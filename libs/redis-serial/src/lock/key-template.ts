import { shown } from '../common/check-options.js';
import { checkLockKey } from './lock-key.js';
import { LockKeyError } from './lock.errors.js';

/** A key with places for values, `order:{params.id}`; braces are doubled where they are meant. */
export interface KeyTemplate {
  /** The first step of each place's path. */
  readonly roots: readonly string[];
  /**
   * The key for a source of values.
   * @throws {LockKeyError} when a value is missing, empty or no plain value.
   */
  fill(source: object): string;
}

type Piece = string | { readonly path: readonly string[] };

/**
 * Takes a template apart.
 * @throws {LockKeyError} when a brace has no counterpart or a place has no path.
 */
export function parseKeyTemplate(template: string): KeyTemplate {
  const pieces = [...piecesOf(template)];
  const roots = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : piece.path.slice(0, 1)));
  const fill = (source: object): string =>
    checkLockKey(
      pieces
        .map((piece) => (typeof piece === 'string' ? piece : valueText(template, piece.path, source)))
        .join(''),
    );
  return { roots, fill };
}

function* piecesOf(template: string): Generator<Piece> {
  if (typeof template !== 'string' || template.length === 0)
    throw new LockKeyError(shown(template), 'it is empty');
  const pattern = /((?:[^{}]|\{\{|\}\})+)|\{([^{}]*)\}|([{}])/g;
  for (const [, text, path, brace] of template.matchAll(pattern)) {
    if (brace !== undefined)
      throw new LockKeyError(template, `"${brace}" has no counterpart; write it twice if it is meant`);
    if (text !== undefined) yield text.replace(/\{\{|\}\}/g, (pair) => pair.charAt(0));
    else if (path !== undefined) yield { path: pathOf(template, path) };
  }
}

function pathOf(template: string, path: string): string[] {
  const steps = path.split('.');
  if (steps.some((step) => step.trim() === ''))
    throw new LockKeyError(template, `{${path}} is no path to a value`);
  return steps;
}

function valueText(template: string, path: readonly string[], source: object): string {
  const value = path.reduce<unknown>(
    (inner, step) => (inner as Record<string, unknown> | undefined | null)?.[step],
    source,
  );
  const text = typeof value === 'bigint' || Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string' || text === '') {
    throw new LockKeyError(template, `{${path.join('.')}} is ${shown(value)}; expected a text or a number`);
  }
  // A colon in a value would let two different resources meet: `a:{0}:{1}` with 'b:c', 'd' and with 'b', 'c:d'.
  return text.replace(/[%:]/g, (character) => (character === '%' ? '%25' : '%3A'));
}
