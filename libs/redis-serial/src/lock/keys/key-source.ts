import { parseKeyTemplate, type KeyTemplate } from './key-template.js';
import { checkLockKey, checkLockKeys } from './lock-key.js';
import { LockKeyError } from '../lock.errors.js';

/**
 * Which lock, or which locks, a call takes: a template over values of the call, `'order:{0.id}'`, several of them, or a
 * function of the call's arguments.
 */
export type KeySource = string | readonly string[] | ((...args: never[]) => string | readonly string[]);

/** Makes the keys of a call. */
export interface KeyMaker {
  /** None where a function makes the keys. */
  readonly templates: readonly KeyTemplate[];
  /**
   * @throws {LockKeyError} for a value that is missing, and for a function's answer that names no resource.
   */
  keysOf(values: object, args: readonly unknown[]): string | readonly string[];
}

/**
 * Reads what a decorator was given.
 * @throws {LockKeyError} for a template that can't be read, or none at all.
 */
export function keyMaker(source: KeySource): KeyMaker {
  if (typeof source === 'function') {
    const make = source as (...args: readonly unknown[]) => string | readonly string[];
    return { templates: [], keysOf: (_values, args) => checkMadeKeys(make(...args)) };
  }
  if (!Array.isArray(source)) {
    const template = parseKeyTemplate(source as string);
    return { templates: [template], keysOf: (values) => template.fill(values) };
  }
  const templates = source.map((template: string) => parseKeyTemplate(template));
  if (templates.length === 0) throw new LockKeyError('[]', 'expected one key or more');
  return { templates, keysOf: (values) => templates.map((template) => template.fill(values)) };
}

/**
 * Lets every place of the templates be judged by the first step of its path.
 * @throws {LockKeyError} for the first one that is told wrong.
 */
export function checkPlaces({ templates }: KeyMaker, wrong: (root: string) => string | undefined): void {
  for (const { text, paths } of templates) {
    for (const path of paths) {
      const reason = wrong(path[0] ?? '');
      if (reason !== undefined) throw new LockKeyError(text, `{${path.join('.')}} ${reason}`);
    }
  }
}

// What a template literal makes of a value that is missing.
const NO_VALUES = new Set(['undefined', 'null', 'NaN', '[object Object]']);

function checkMadeKeys(keys: unknown): string | readonly string[] {
  return Array.isArray(keys) ? checkLockKeys(keys).map(checkMadeKey) : checkMadeKey(checkLockKey(keys));
}

function checkMadeKey(key: string): string {
  const parts = key.split(':');
  const missing = parts.find((part) => NO_VALUES.has(part));
  if (missing !== undefined)
    throw new LockKeyError(key, `a part of it is ${missing}, as of a value that is missing`);
  if (parts.at(-1) === '') throw new LockKeyError(key, 'its last part is empty');
  return key;
}
