import { tokenFor } from '../common/provide.js';
import type { ResolvedLockOptions } from './lock.options.js';

/** The resolved defaults of every lock. */
export const LOCK_DEFAULTS = tokenFor<ResolvedLockOptions>('lock-defaults');
/** Returns whether a database transaction is open where it is called, if the app can tell. */
export const IN_TRANSACTION = tokenFor<(() => boolean) | undefined>('in-transaction');
