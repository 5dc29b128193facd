import { Logger } from '@nestjs/common';

// Keys are many, the kinds of things they name are few.
const MOST = 50;

/**
 * Warns of a lock that is taken while a database transaction is open: it is given back before the commit, and the next
 * holder reads what was there before.
 */
export class TransactionWatch {
  private readonly logger = new Logger('LockService');
  private readonly said = new Set<string>();

  /** @param isOpen says whether a transaction is open where it is called; without it, nothing is watched. */
  constructor(private readonly isOpen?: () => boolean) {}

  /** To be called where a lock is asked for. Says it once for each kind of key: the part before the first colon. */
  lockAsked(key: string): void {
    if (!this.isOpen || this.said.size >= MOST) return;
    const kind = key.split(':', 1).join();
    if (this.said.has(kind) || !this.isOpen()) return;
    this.said.add(kind);
    this.logger.warn(
      `Lock "${key}" is asked for inside an open transaction: it will be given back before the commit. ` +
        'Take the lock first: write @WithLock above the decorator that opens the transaction',
    );
  }
}
