/** The contestants that several cases share, as the report names them. */
export const INCR = 'INCR';
export const AUTO_PIPELINED = 'INCR, auto-pipelined';
export const BARE_SCRIPT = 'a script with INCR alone';
export const BARE_GROUP = 'INCRBY for all who wait, no clock, no checks';
export const BY_HAND = 'INCRBY 1,000, formatted by hand';
export const STRICT = 'next(), strict, formatted';
export const BUFFERED = 'next(), buffered, formatted';
