import type { Clock } from '../../common/clock.js';

/** Values under keys, each with an expiry. */
export class Expiring<Value> {
  private readonly entries = new Map<string, { readonly value: Value; readonly expiresAt: number }>();

  constructor(private readonly clock: Clock) {}

  get(key: string): Value | undefined {
    const entry = this.entries.get(key);
    if (!entry || entry.expiresAt > this.clock.wall()) return entry?.value;
    this.entries.delete(key);
    return undefined;
  }

  /** @param expiresAt in milliseconds since 1970. */
  set(key: string, value: Value, expiresAt = Infinity): void {
    this.entries.set(key, { value, expiresAt });
  }
}
