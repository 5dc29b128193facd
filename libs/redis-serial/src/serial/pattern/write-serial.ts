import { coveredPlaces } from './check-coverage.js';
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
  const shown = { date, scope, period };
  if (parts.some((part) => part.kind === 'check' && (part.over ?? part.isAhead)))
    return writerInOrder(parts, shown);
  const counterAt = parts.findIndex(({ kind }) => kind === 'sequence');
  const head = parts.slice(0, counterAt).reduce((text, part) => text + textOf(part, text, shown), '');
  const rest = parts.slice(counterAt + 1);
  if (rest.some(({ kind }) => kind === 'check')) {
    const behind = rest.map((part) => (part.kind === 'check' ? systemOf(part) : textOf(part, '', shown)));
    return (counter) => {
      let text = head + counter;
      for (const piece of behind) text += typeof piece === 'string' ? piece : piece.compute(text);
      return text;
    };
  }
  const tail = rest.reduce((text, part) => text + textOf(part, text, shown), '');
  return (counter) => head + counter + tail;
}

// Check characters that cover chosen tokens, or what stands behind them, come first: those that cover all before them
// may cover these, too.
function writerInOrder(parts: readonly PatternPart[], shown: Shown): SerialWriter {
  const counterAt = parts.findIndex(({ kind }) => kind === 'sequence');
  const fixed = parts.map((part) =>
    part.kind === 'check' || part.kind === 'sequence' ? '' : textOf(part, '', shown),
  );
  const checks = parts.flatMap((part, index) => {
    if (part.kind !== 'check') return [];
    const isChosen = (part.over ?? part.isAhead) !== undefined;
    return [{ index, isChosen, places: coveredPlaces(parts, index), system: systemOf(part) }];
  });
  const inOrder = [
    ...checks.filter(({ isChosen }) => isChosen),
    ...checks.filter(({ isChosen }) => !isChosen),
  ];
  return (counter) => {
    const texts = [...fixed];
    texts[counterAt] = counter;
    for (const { index, places, system } of inOrder) {
      let covered = '';
      for (const place of places) covered += texts[place] ?? '';
      texts[index] = system.compute(covered);
    }
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
