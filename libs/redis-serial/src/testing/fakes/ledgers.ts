import type { Keyspace } from '../memory/keyspace.js';
import { Ledger } from '../memory/ledger.js';

/** The ledger under a key, made if there is none. */
export function ledgerAt({ ledgers }: Keyspace, key: string, expiresAt: number | 'never'): Ledger {
  let ledger = ledgers.get(key);
  if (!ledger) {
    ledger = new Ledger();
    ledgers.set(key, ledger, expiresAt === 'never' ? Infinity : expiresAt);
  }
  return ledger;
}
