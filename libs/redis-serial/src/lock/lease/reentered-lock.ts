import '../../common/async-dispose.js';
import type { Duration } from '../../common/duration.js';
import type { Lock } from '../lock.js';
import type { HeldLock } from './held-lock.js';

/** A lock that was taken again by code that already held it. It has the same token and fence, and its own release. */
export class ReenteredLock implements Lock {
  private isGivenBack = false;

  constructor(readonly held: HeldLock) {
    held.enterAgain();
  }

  get key(): string {
    return this.held.key;
  }

  get token(): string {
    return this.held.token;
  }

  get fence(): number {
    return this.held.fence;
  }

  get signal(): AbortSignal {
    return this.held.signal;
  }

  get expiresAt(): number {
    return this.held.expiresAt;
  }

  async extend(ttl?: Duration): Promise<void> {
    await this.held.extend(ttl);
  }

  async release(): Promise<boolean> {
    if (this.isGivenBack) return false;
    this.isGivenBack = true;
    try {
      return await this.held.leave();
    } catch (error) {
      // Redis may still have it, so the caller may try again.
      this.isGivenBack = false;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.release();
    } catch (error) {
      this.held.callbacks.releaseFailed(this.held, error);
    }
  }
}
