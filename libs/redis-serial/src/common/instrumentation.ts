/** Stands around calls, to measure them. */
export interface Instrument {
  /** Around asking for locks, until they are had or not. */
  acquiring<T>(keys: string | readonly string[], ask: () => Promise<T>): Promise<T>;
  /** Around the work that is done under a lock. */
  holding<T>(lock: { readonly key: string; readonly fence: number }, work: () => Promise<T>): Promise<T>;
  /** Around asking for numbers. */
  issuing<T>(series: string, count: number, ask: () => Promise<T>): Promise<T>;
}

/** The app's instrument, if it has one; without it, calls go as they are. */
export class Instrumentation {
  instrument: Instrument | undefined;
}
