import { tokenFor } from '../common/provide.js';

/** The HTTP status for a busy lock. */
export const BUSY_STATUS = tokenFor<number>('status of a busy lock');
/** Whether this library answers callers when a lock is busy or Redis is away. */
export const ANSWERS_CALLERS = tokenFor<boolean>('answers-callers');
/** Provided when gateways have the filter. */
export const GATEWAY_FILTERS = tokenFor<undefined>('gateway-filters');
