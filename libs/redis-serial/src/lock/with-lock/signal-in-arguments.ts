/**
 * The signal of the request that a method works for, where its arguments have one: an AbortSignal, or something with a
 * `signal`, as the requests of fetch and many contexts have.
 */
export function signalIn(args: readonly unknown[]): AbortSignal | undefined {
  for (const arg of args) {
    if (arg instanceof AbortSignal) return arg;
    if (typeof arg !== 'object' || arg === null || !('signal' in arg)) continue;
    const { signal } = arg;
    if (signal instanceof AbortSignal) return signal;
  }
  return undefined;
}
