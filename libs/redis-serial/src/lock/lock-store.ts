import { hostname } from 'node:os';
import type { KeySpace } from '../redis/key-space.js';
import type { ScriptRunner } from '../redis/script-runner.js';
import { acquireLock, type Acquisition } from './scripts/acquire-lock.script.js';
import { extendLock } from './scripts/extend-lock.script.js';
import { forceReleaseLock } from './scripts/force-release-lock.script.js';
import { inspectLock, type LockState } from './scripts/inspect-lock.script.js';
import { releaseLock } from './scripts/release-lock.script.js';

// Someone who stopped asking for this long does not wait any more.
const WAITER_KEPT_MS = 1_000;

/** The locks as they stand in Redis: each method is one atomic script. */
export class LockStore {
  private readonly owner = `${hostname()}:${process.pid}`;

  constructor(
    private readonly runner: ScriptRunner,
    private readonly keys: KeySpace,
  ) {}

  async acquire(
    key: string,
    token: string,
    ttl: number,
    waits: boolean,
    signal?: AbortSignal,
  ): Promise<Acquisition> {
    const args = [token, this.owner, ttl, waits ? WAITER_KEPT_MS : 0] as const;
    return await this.runner.run(acquireLock, [this.lock(key), this.waiting(key)], [...args], signal);
  }

  async extend(key: string, token: string, ttl: number): Promise<boolean> {
    return await this.runner.run(extendLock, [this.lock(key)], [token, ttl]);
  }

  async release(key: string, token: string): Promise<boolean> {
    return await this.runner.run(releaseLock, [this.lock(key), this.waiting(key)], [token]);
  }

  async forceRelease(key: string): Promise<boolean> {
    return await this.runner.run(forceReleaseLock, [this.lock(key)], []);
  }

  async inspect(key: string): Promise<LockState | null> {
    return await this.runner.run(inspectLock, [this.lock(key), this.waiting(key)], []);
  }

  private lock(key: string): string {
    return this.keys.key('lock', key);
  }

  private waiting(key: string): string {
    return this.keys.key('lock', key, 'waiting');
  }
}
