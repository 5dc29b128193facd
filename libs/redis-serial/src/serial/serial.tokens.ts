import { tokenFor } from '../common/provide.js';
import type { Guard } from './durability/durability.options.js';
import type { ReservationLedger } from './gapless/gapless.options.js';
import type { Series } from './series.js';

/** The series that the whole app knows. */
export const SERIES = tokenFor<readonly Series[]>('series');
/** How counters are guarded whose series does not say so itself. */
export const DEFAULT_GUARD = tokenFor<Guard>('default-guard');
/** Is asked about numbers of series that have no `isUsed` of their own. */
export const RESERVATION_LEDGER = tokenFor<ReservationLedger | undefined>('reservation-ledger');
