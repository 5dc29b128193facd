import type { Clock } from '../../common/clock.js';

/** Values under keys, and when the time of each is over, in milliseconds since 1970. */
export type Entries<Value> = Map<string, { readonly value: Value; readonly expiresAt: number }>;

/** Values under keys, each until its time is over. */
export class Expiring<Value> {
  constructor(
    private readonly clock: Clock,
    private readonly entries: Entries<Value>,
  ) {}

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

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** @param expiresAt in milliseconds since 1970. */
  expire(key: string, expiresAt: number): void {
    const value = this.get(key);
    if (value !== undefined) this.set(key, value, expiresAt);
  }
}
