import { asError } from '../../common/as-error.js';
import type { IsUsed } from './gapless.options.js';

/** What was answered about numbers. */
export interface UsedAnswers {
  /** Those that are used. */
  readonly used: ReadonlySet<string>;
  /** Those that nothing is known of, each with the reason: they are to be asked about again. */
  readonly failures: ReadonlyMap<string, Error>;
  /** Why `many` failed; each number was then asked about by itself. */
  readonly manyFailed?: Error;
}

/**
 * Asks which of some numbers are used: about all of them at once where that is possible, else one after another. A
 * number that no answer can be had for does not hold up the others.
 */
export async function usedOf(isUsed: IsUsed, texts: readonly string[]): Promise<UsedAnswers> {
  if (!isUsed.many || texts.length < 2) return await oneByOne(isUsed, texts);
  try {
    const answer = await isUsed.many(texts);
    // What is not a set could say of a used number that it is not, and that number would be voided.
    if (typeof (answer as Partial<ReadonlySet<string>> | undefined)?.has !== 'function')
      throw new TypeError('many() must answer a Set of those that are used');
    return { used: new Set(texts.filter((text) => answer.has(text))), failures: new Map() };
  } catch (error) {
    return { ...(await oneByOne(isUsed, texts)), manyFailed: asError(error) };
  }
}

async function oneByOne(isUsed: IsUsed, texts: readonly string[]): Promise<UsedAnswers> {
  const used = new Set<string>();
  const failures = new Map<string, Error>();
  for (const text of texts) {
    try {
      if (await isUsed(text)) used.add(text);
    } catch (error) {
      failures.set(text, asError(error));
    }
  }
  return { used, failures };
}
