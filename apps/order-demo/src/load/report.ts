/** What became of the numbers of a run. */
export interface Report {
  readonly issued: number;
  readonly duplicates: number;
  /** Numbers left out between the lowest and the highest of each day. */
  readonly gaps: number;
}

/** Counts the numbers that came twice or were left out. */
export function reportOn(orderNos: readonly string[]): Report {
  const distinct = new Set(orderNos);
  const counters = new Map<string, number[]>();
  for (const orderNo of distinct) {
    const cut = orderNo.lastIndexOf('-') + 1;
    const values = counters.get(orderNo.slice(0, cut)) ?? [];
    values.push(Number(orderNo.slice(cut)));
    counters.set(orderNo.slice(0, cut), values);
  }
  return {
    issued: orderNos.length,
    duplicates: orderNos.length - distinct.size,
    gaps: [...counters.values()].reduce((gaps, values) => gaps + gapsIn(values), 0),
  };
}

function gapsIn(values: readonly number[]): number {
  const lowest = values.reduce((a, b) => Math.min(a, b));
  const highest = values.reduce((a, b) => Math.max(a, b));
  return highest - lowest + 1 - values.length;
}
