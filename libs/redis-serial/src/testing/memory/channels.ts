type Listener = (message: string) => void;

/** The channels of one memory. */
export class Channels {
  private readonly listeners = new Map<string, Set<Listener>>();

  /** Returns a function that stops listening. */
  listen(channel: string, listener: Listener): () => void {
    const present = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, present.add(listener));
    return () => present.delete(listener);
  }

  /** Sends a message to all listeners when the script is over. Returns how many there are. */
  publish(channel: string, message: string): number {
    const listeners = [...(this.listeners.get(channel) ?? [])];
    for (const listener of listeners) {
      queueMicrotask(() => {
        listener(message);
      });
    }
    return listeners.length;
  }
}
