// valibot describes the options: it is typed and small, has both module formats and no dependencies.
import * as v from 'valibot';
import { parseDuration } from './duration.js';
import { OptionsError } from './options.error.js';

/**
 * Checks what a user wrote against a schema and fills in the defaults.
 * @throws {OptionsError} naming the path of the first mistake and what is allowed there.
 */
export function checkOptions<const Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  path: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const inner = v.getDotPath(issue);
  throw new OptionsError([path, inner].filter(Boolean).join('.') || 'options', issue.message);
}

/** An object with exactly these options. A misspelt one is refused by name, not ignored. */
export function optionsObject<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.StrictObjectSchema<Entries, v.ErrorMessage<v.StrictObjectIssue>> {
  const allowed = Object.keys(entries).join(', ');
  return v.strictObject(entries, ({ expected }) => {
    if (expected === 'never') return `there is no such option; known are: ${allowed}`;
    return expected === 'Object' ? `expected an object with any of: ${allowed}` : 'is required';
  });
}

/** A duration between two bounds in milliseconds; the result is in milliseconds. */
export function durationBetween(min: number, max: number): v.GenericSchema<unknown, number> {
  const bounds = max === Infinity ? `of at least ${min} ms` : `between ${min} and ${max} ms`;
  return v.pipe(
    v.unknown(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const duration = parseDuration(dataset.value);
      if (duration !== undefined && duration >= min && duration <= max) return duration;
      addIssue({
        message: `expected a duration ${bounds}, such as 30000 or '30s', got ${describeValue(dataset.value)}`,
      });
      return NEVER;
    }),
  );
}

/** A whole number between two bounds. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): v.GenericSchema<unknown, number> {
  const bounds = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `${min} to ${max}`;
  return v.custom<number>(
    (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
    (issue) => `expected a whole number, ${bounds}, got ${describeValue(issue.input)}`,
  );
}

/** One of a few words. */
export function oneOf<const Words extends readonly string[]>(
  words: Words,
): v.PicklistSchema<Words, v.ErrorMessage<v.PicklistIssue>> {
  return v.picklist(words, (issue) => {
    const allowed = words.map((word) => `'${word}'`).join(', ');
    return `expected one of ${allowed}, got ${describeValue(issue.input)}`;
  });
}

/** Describes a wrong value in a message: in short, and never with the contents of an object. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return value.length > 60 ? `'${value.slice(0, 60)}…'` : `'${value}'`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  if (typeof value === 'function') return 'a function';
  return String(value);
}
