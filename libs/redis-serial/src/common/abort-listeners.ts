/** Those who want to hear that a signal aborts. */
type Listeners = Set<() => void>;

const listenersOf = new WeakMap<AbortSignal, Listeners>();

/**
 * Calls back when a signal aborts. Returns a function that prevents it. Any number of callers share one listener of the
 * signal: Node warns of a leak from the eleventh on, though a thousand requests may well share one signal.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  // The same callback may be given twice.
  const listener = (): void => {
    callback();
  };
  const listeners = listenersOf.get(signal) ?? listenTo(signal);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) forget(signal);
  };
}

const handlers = new WeakMap<AbortSignal, () => void>();

function listenTo(signal: AbortSignal): Listeners {
  const listeners: Listeners = new Set();
  const handler = (): void => {
    forget(signal);
    for (const listener of [...listeners]) listener();
  };
  listenersOf.set(signal, listeners);
  handlers.set(signal, handler);
  signal.addEventListener('abort', handler, { once: true });
  return listeners;
}

function forget(signal: AbortSignal): void {
  const handler = handlers.get(signal);
  if (handler) signal.removeEventListener('abort', handler);
  listenersOf.delete(signal);
  handlers.delete(signal);
}
