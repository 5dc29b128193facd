/** The resolved defaults of every lock. */
export const LOCK_DEFAULTS = Symbol.for('redis-serial:lock-defaults');
export const COMMAND_TIMEOUT = Symbol.for('redis-serial:command-timeout');
