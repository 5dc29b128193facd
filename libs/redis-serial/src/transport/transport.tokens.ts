/** The HTTP status for a busy lock. */
export const BUSY_STATUS = Symbol.for('redis-serial:status of a busy lock');
