/** Wraps calls to measure them. */
export interface Instrument {
  /** Wraps a call that asks for locks, until they are acquired or it fails. */
  acquiring<T>(keys: string | readonly string[], ask: () => Promise<T>): Promise<T>;
  /** Wraps the work under a lock. */
  holding<T>(lock: { readonly key: string; readonly fence: number }, work: () => Promise<T>): Promise<T>;
  /** Wraps a call that asks for numbers. */
  issuing<T>(series: string, count: number, ask: () => Promise<T>): Promise<T>;
}

/** Holds the app's instrument, if it has one. Without it, calls are not wrapped. */
export class Instrumentation {
  instrument: Instrument | undefined;
}
