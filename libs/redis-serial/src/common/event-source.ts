import { Logger } from '@nestjs/common';
import { asError } from './as-error.js';

/** Tells whoever wants to know what happens. With nobody listening, nothing is done for it. */
export class EventSource<Events extends object> {
  private readonly logger = new Logger('RedisSerialModule');
  private readonly listeners = new Map<keyof Events, Set<(event: never) => void>>();
  /** Whether anybody listens at all. @internal */
  hasListeners = false;

  /**
   * Calls a function each time something happens, at once and in the order of happening; answers how to end that. A
   * function that throws is logged and hurts nobody else.
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

  /** Tells those who listen. @internal */
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
