import { Logger } from '@nestjs/common';
import { asError } from './as-error.js';

/** Calls listeners when something happens. Without listeners it costs nothing. */
export class EventSource<Events extends object> {
  private readonly logger = new Logger('RedisSerialModule');
  private readonly listeners = new Map<keyof Events, Set<(event: never) => void>>();
  /** Whether there is any listener. @internal */
  hasListeners = false;

  /**
   * Calls a function on each event, at once and in the order of the events. Returns a function that ends the
   * subscription. If a listener throws, the error is logged and the other listeners are called all the same.
   */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners.add(listener));
    this.hasListeners = true;
    return () => {
      listeners.delete(listener);
      this.hasListeners = [...this.listeners.values()].some(({ size }) => size > 0);
    };
  }

  /** Calls the listeners. @internal */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of this.listeners.get(name) ?? []) {
      try {
        listener(event as never);
      } catch (error) {
        this.logger.error(`A listener of "${String(name)}" failed: ${asError(error).message}`);
      }
    }
  }
}
