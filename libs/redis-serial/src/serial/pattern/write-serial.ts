import { CHECK_SYSTEMS } from './check-characters.js';
import type { DateTexts, PatternPart, Scope } from './pattern.js';

/** Writes a counter's text into its number. */
export type SerialWriter = (counter: string) => string;

/**
 * Prepares everything in a number except its counter. What numbers of one minute and scope have in common is worked out
 * once, so that a number costs one concatenation and its check characters.
 */
export function serialWriter(
  parts: readonly PatternPart[],
  date: DateTexts,
  scope: Scope,
  period: string,
): SerialWriter {
  const counterAt = parts.findIndex(({ kind }) => kind === 'sequence');
  const head = parts
    .slice(0, counterAt)
    .reduce((text, part) => text + textOf(part, text, { date, scope, period }), '');
  const rest = parts.slice(counterAt + 1);
  if (rest.some(({ kind }) => kind === 'check')) {
    return (counter) =>
      rest.reduce((text, part) => text + textOf(part, text, { date, scope, period }), head + counter);
  }
  const tail = rest.reduce((text, part) => text + textOf(part, text, { date, scope, period }), '');
  return (counter) => head + counter + tail;
}

/** What is shown beside the counter. */
interface Shown {
  readonly date: DateTexts;
  readonly scope: Scope;
  readonly period: string;
}

function textOf(part: PatternPart, before: string, { date, scope, period }: Shown): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'date':
      return date[part.field];
    case 'variable':
      return scope[part.name] ?? '';
    case 'period':
      return period;
    case 'check':
      return CHECK_SYSTEMS[part.system].compute(before);
    case 'sequence':
      throw new TypeError('A pattern with two counters was let through');
  }
}
