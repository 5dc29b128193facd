import { tokenFor } from '../common/provide.js';
import type { Guard } from './durability/durability.options.js';
import type { ReservationLedger } from './gapless/gapless.options.js';
import type { Series } from './series.js';

/** The series that the whole app knows. */
export const SERIES = tokenFor<readonly Series[]>('series');
/** How counters are guarded whose series has no `durability` of its own. */
export const DEFAULT_GUARD = tokenFor<Guard>('default-guard');
/** Tells which numbers are used, for series without an `isUsed` of their own. */
export const RESERVATION_LEDGER = tokenFor<ReservationLedger | undefined>('reservation-ledger');
