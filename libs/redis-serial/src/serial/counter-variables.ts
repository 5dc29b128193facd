import { OptionsError } from '../common/options.error.js';

/** Which variables a series has, and which of them decide the counter. */
export interface CounterVariables {
  /** All that a call passes: those of the pattern in their order, and then the hidden ones. */
  readonly variables: readonly string[];
  /** Those that have counters of their own, in the order in which these are named. */
  readonly counterVariables: readonly string[];
  /** Those that have counters of their own and are not shown, so that their texts repeat those of others. */
  readonly hidden: readonly string[];
  /** Those that are shown and share the counter. */
  readonly labels: readonly string[];
}

/** Divides the variables by `counterPer`; where it is absent, all that the pattern shows decide the counter. */
export function counterVariablesOf(
  shown: readonly string[],
  counterPer: readonly string[] | undefined,
): CounterVariables {
  if (counterPer === undefined)
    return { variables: shown, counterVariables: shown, hidden: NONE, labels: NONE };
  const isCounted = (name: string): boolean => counterPer.includes(name);
  // In an order of their own, so that the one in which they are listed decides nothing.
  const hidden = counterPer.filter((name) => !shown.includes(name)).sort();
  return {
    variables: [...shown, ...hidden],
    counterVariables: [...shown.filter(isCounted), ...hidden],
    hidden,
    labels: shown.filter((name) => !isCounted(name)),
  };
}

const NONE: readonly string[] = [];

/**
 * Refuses what mode 'gapless' can't do yet: its calls from other processes name a number by its text alone.
 * @throws {OptionsError} when a variable is hidden, or a label.
 */
export function checkGaplessVariables({ hidden, labels }: CounterVariables, path: string): void {
  const [one] = [...hidden, ...labels];
  if (one === undefined) return;
  throw new OptionsError(
    `${path}.counterPer`,
    `mode 'gapless' knows a number by its text alone, so it must have exactly the variables of the pattern; "${one}" is ${
      hidden.includes(one) ? 'not shown' : 'left out'
    }`,
  );
}
