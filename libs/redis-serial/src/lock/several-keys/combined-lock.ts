import '../../common/async-dispose.js';
import type { Duration } from '../../common/duration.js';
import type { Lock } from '../lock.js';
import type { HeldLock } from '../lease/held-lock.js';
import type { ReenteredLock } from '../lease/reentered-lock.js';

/** Several locks held as one, with one token for all keys and the highest of their fences. */
export class CombinedLock implements Lock {
  readonly key: string;
  private joint: AbortSignal | undefined;

  constructor(
    readonly parts: readonly (HeldLock | ReenteredLock)[],
    readonly token: string,
    readonly fence: number,
  ) {
    this.key = parts.map(({ key }) => key).join(', ');
  }

  get signal(): AbortSignal {
    this.joint ??= AbortSignal.any(this.parts.map(({ signal }) => signal));
    return this.joint;
  }

  get expiresAt(): number {
    return Math.min(...this.parts.map(({ expiresAt }) => expiresAt));
  }

  async extend(ttl?: Duration): Promise<void> {
    await Promise.all(this.parts.map((part) => part.extend(ttl)));
  }

  async release(): Promise<boolean> {
    const released = await Promise.all(this.parts.map((part) => part.release()));
    return released.every(Boolean);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.parts.map((part) => part[Symbol.asyncDispose]()));
  }
}
