import { Logger } from '@nestjs/common';

// There are many keys, but few kinds of keys.
const MOST = 50;

/**
 * Warns when a lock is taken while a database transaction is open. Such a lock is released before the commit, so the
 * next holder reads the old values.
 */
export class TransactionWatch {
  private readonly logger = new Logger('LockService');
  private readonly said = new Set<string>();

  /** @param isOpen returns whether a transaction is open where it is called; without it, nothing is watched. */
  constructor(private readonly isOpen?: () => boolean) {}

  /** Call this where a lock is asked for. Warns once for each kind of key, which is the part before the first colon. */
  lockAsked(key: string): void {
    if (!this.isOpen || this.said.size >= MOST) return;
    const kind = key.split(':', 1).join();
    if (this.said.has(kind) || !this.isOpen()) return;
    this.said.add(kind);
    this.logger.warn(
      `Lock "${key}" is taken inside an open transaction, so it will be released before the commit. ` +
        'Take the lock first: write @WithLock above the decorator that opens the transaction',
    );
  }
}
