/** What an app asks of its Redis, so that a setting can be harmless for one app and a danger for another. */
export interface Demands {
  /** What every key of it begins with. */
  readonly keyPrefix: string;
  /** How series are guarded: by names of `durability`. */
  readonly guards: ReadonlySet<'none' | 'fenced' | 'highWater'>;
  /** What series take for safe beside age: `confirm` of their durability. */
  readonly confirms: ReadonlySet<'disk' | 'replicas'>;
  /** Series of which one loss may leave out more than a tenth of what a period holds. */
  readonly largeSkips: readonly { readonly series: string; readonly skip: number; readonly holds: number }[];
}

/** What an app asks that says nothing. */
export const ORDINARY_DEMANDS: Demands = {
  keyPrefix: 'serial',
  guards: new Set(['fenced'] as const),
  confirms: new Set(),
  largeSkips: [],
};
