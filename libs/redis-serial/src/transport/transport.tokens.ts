import { tokenFor } from '../common/provide.js';

/** The HTTP status for a busy lock. */
export const BUSY_STATUS = tokenFor<number>('status of a busy lock');
/** Whether callers that met a busy lock or no Redis are answered here. */
export const ANSWERS_CALLERS = tokenFor<boolean>('answers-callers');
/** That gateways have the filter. */
export const GATEWAY_FILTERS = tokenFor<undefined>('gateway-filters');
