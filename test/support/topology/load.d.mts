import type { LockService, SerialService, Series } from 'nestjs-redis-serial';

/** A lock that was held for a moment; times in ns of a clock that all processes of the machine share. */
export interface Hold {
  readonly key: string;
  readonly fence: number;
  readonly from: number;
  readonly to: number;
}

/** What callers ask for again and again. */
export interface LoadPlan {
  /** How many callers each series and each lock has. */
  readonly callers: number;
  readonly lockKeys?: readonly string[];
}

/** What callers were given so far. */
export interface Load {
  /** For each series, by its name. */
  readonly given: Readonly<Record<string, string[]>>;
  readonly holds: Hold[];
  /** `<code>: <message>` of each call that failed. */
  readonly errors: string[];
  /** Resolves when the last call has been answered. */
  stop(): Promise<void>;
}

export function startLoad(
  services: { readonly serials: SerialService; readonly locks: LockService },
  series: readonly Series[],
  plan: LoadPlan,
): Load;
