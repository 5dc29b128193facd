import { parseKeyTemplate, type KeyTemplate } from './key-template.js';
import { checkLockKey, checkLockKeys } from './lock-key.js';
import { LockKeyError } from '../lock.errors.js';

/**
 * Which lock or locks a call takes: a template over values of the call such as `'order:{0.id}'`, several templates, or
 * a function of the call's arguments.
 */
export type KeySource = string | readonly string[] | ((...args: never[]) => string | readonly string[]);

/** Builds the keys of a call. */
export interface KeyMaker {
  /** Empty where a function builds the keys. */
  readonly templates: readonly KeyTemplate[];
  /** @throws {LockKeyError} when a value is missing, or when a function returns a key that names no resource. */
  keysOf(values: object, args: readonly unknown[]): string | readonly string[];
}

/**
 * Reads the key that a decorator was given.
 * @throws {LockKeyError} when a template can't be read, or when there is none.
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
 * Checks every placeholder of the templates by the first step of its path.
 * @param problemOf returns what is wrong with a first step, if anything.
 * @throws {LockKeyError} for the first wrong one.
 */
export function checkPlaces({ templates }: KeyMaker, problemOf: (root: string) => string | undefined): void {
  for (const { text, paths } of templates) {
    for (const path of paths) {
      const reason = problemOf(path[0] ?? '');
      if (reason !== undefined) throw new LockKeyError(text, `{${path.join('.')}} ${reason}`);
    }
  }
}

// What a JavaScript template literal writes for a missing value.
const NO_VALUES = new Set(['undefined', 'null', 'NaN', '[object Object]']);

function checkMadeKeys(keys: unknown): string | readonly string[] {
  return Array.isArray(keys) ? checkLockKeys(keys).map(checkMadeKey) : checkMadeKey(checkLockKey(keys));
}

function checkMadeKey(key: string): string {
  const parts = key.split(':');
  const missing = parts.find((part) => NO_VALUES.has(part));
  if (missing !== undefined)
    throw new LockKeyError(key, `a part of it is ${missing}, so a value seems to be missing`);
  if (parts.at(-1) === '') throw new LockKeyError(key, 'its last part is empty');
  return key;
}
