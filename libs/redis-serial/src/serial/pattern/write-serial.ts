import { coveredText } from './check-coverage.js';
import { systemOf } from './checks/check-systems.js';
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
  if (parts.some((part) => part.kind === 'check' && (part.over ?? part.isAhead)))
    return writerInOrder(parts, { date, scope, period });
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

// Check characters that cover chosen tokens, or what stands behind them, come first: those that cover all before them
// may cover these, too.
function writerInOrder(parts: readonly PatternPart[], shown: Shown): SerialWriter {
  const counterAt = parts.findIndex(({ kind }) => kind === 'sequence');
  const fixed = parts.map((part) =>
    part.kind === 'check' || part.kind === 'sequence' ? '' : textOf(part, '', shown),
  );
  const checks = parts.flatMap((part, index) => (part.kind === 'check' ? [{ part, index }] : []));
  const isChosen = ({ part }: (typeof checks)[number]): boolean => (part.over ?? part.isAhead) !== undefined;
  const inOrder = [...checks.filter(isChosen), ...checks.filter((check) => !isChosen(check))];
  return (counter) => {
    const texts = [...fixed];
    texts[counterAt] = counter;
    for (const { part, index } of inOrder)
      texts[index] = systemOf(part).compute(coveredText(parts, index, texts));
    return texts.join('');
  };
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
      return systemOf(part).compute(before);
    case 'sequence':
      throw new TypeError('A pattern with two counters was let through');
  }
}
