import type { Hold } from './load.mjs';

/** Pairs of holds of one key in which the later one began before the earlier one ended. */
export function overlaps(holds: readonly Hold[]): (readonly [Hold, Hold])[] {
  return byKey(holds).flatMap((ofKey) =>
    pairs(ofKey.sort((a, b) => a.from - b.from)).filter(([earlier, later]) => later.from < earlier.to),
  );
}

/** Pairs of holds of one key, one after the other, whose fence did not rise. */
export function fencesFallen(holds: readonly Hold[]): (readonly [Hold, Hold])[] {
  return byKey(holds).flatMap((ofKey) =>
    pairs(ofKey.sort((a, b) => a.from - b.from)).filter(([earlier, later]) => later.fence <= earlier.fence),
  );
}

function byKey(holds: readonly Hold[]): Hold[][] {
  const keys = new Set(holds.map(({ key }) => key));
  return [...keys].map((key) => holds.filter((hold) => hold.key === key));
}

function pairs(holds: readonly Hold[]): (readonly [Hold, Hold])[] {
  return holds.flatMap((later, index) => {
    const earlier = holds[index - 1];
    return earlier ? [[earlier, later] as const] : [];
  });
}

/** Whether the fence of each lock is higher than that of the lock in the same place before. */
export function haveRisen(before: readonly Fenced[], after: readonly Fenced[]): boolean {
  return (
    before.length === after.length &&
    after.every(({ fence }, index) => fence > (before[index]?.fence ?? Infinity))
  );
}

interface Fenced {
  readonly fence: number;
}
