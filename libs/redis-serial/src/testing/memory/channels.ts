type Listener = (message: string) => void;

/** Messages from those who share one memory to each other. */
export class Channels {
  private readonly listeners = new Map<string, Set<Listener>>();

  /** Answers how to listen no longer. */
  listen(channel: string, listener: Listener): () => void {
    const present = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, present.add(listener));
    return () => present.delete(listener);
  }

  /** Those to which somebody listens. */
  get names(): string[] {
    return [...this.listeners].flatMap(([name, { size }]) => (size > 0 ? [name] : []));
  }

  /** How many listen. */
  count(channel: string): number {
    return this.listeners.get(channel)?.size ?? 0;
  }

  /** Tells all who listen before it returns. */
  publishNow(channel: string, message: string): void {
    for (const listener of [...(this.listeners.get(channel) ?? [])]) listener(message);
  }

  /** Tells all who listen, when the script is over; answers how many they are. */
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
