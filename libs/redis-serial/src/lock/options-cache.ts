import { resolveLockOptions, type LockOptions, type ResolvedLockOptions } from './lock.options.js';

// Of a program that makes up ever new options, only so many are kept.
const MOST = 200;

/**
 * Resolves the options of locks. A program says the same few again and again, and to check them costs as much as a
 * lock.
 */
export class OptionsCache {
  private readonly resolved = new Map<string, ResolvedLockOptions>();

  constructor(private readonly defaults: ResolvedLockOptions) {}

  /** @throws {OptionsError} as `resolveLockOptions` does. */
  resolve(options: LockOptions | undefined): ResolvedLockOptions {
    if (options === undefined) return this.defaults;
    const words = wordsOf(options);
    if (words === undefined) return resolveLockOptions(this.defaults, options);
    let resolved = this.resolved.get(words);
    if (!resolved) {
      resolved = resolveLockOptions(this.defaults, options);
      if (this.resolved.size >= MOST) this.resolved.clear();
      this.resolved.set(words, resolved);
    }
    return resolved;
  }
}

// The options word for word; undefined where something in them is more than a word, such as a signal.
function wordsOf(options: LockOptions): string | undefined {
  if (typeof options !== 'object' || (options as unknown) === null) return undefined;
  let words = '';
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    if (!isWord(value)) return undefined;
    words += `${name}:${typeof value}:${value}\n`;
  }
  return words;
}

function isWord(value: unknown): value is string | number | boolean | undefined {
  return ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
}
