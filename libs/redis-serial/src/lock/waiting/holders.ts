import type { HeldLock } from '../lease/held-lock.js';

/** Those of this process who hold one lock; light, since most locks have one holder and nobody who waits. */
export class Holders {
  /** The one that keeps all others out. */
  sole: HeldLock | undefined;
  private sharers: Set<HeldLock> | undefined;

  get all(): readonly HeldLock[] {
    return [...(this.sole ? [this.sole] : []), ...(this.sharers ?? [])];
  }

  get isEmpty(): boolean {
    return !this.sole && !this.sharers?.size;
  }

  add(lock: HeldLock): void {
    if (lock.kind === 'w') this.sole = lock;
    else (this.sharers ??= new Set()).add(lock);
  }

  /** Answers whether it kept all others out. */
  delete(lock: HeldLock): boolean {
    this.sharers?.delete(lock);
    if (this.sole !== lock) return false;
    this.sole = undefined;
    return true;
  }
}
