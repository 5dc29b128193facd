/** The contestants that several cases share, as the report names them. */
export const INCR = 'INCR';
export const AUTO_PIPELINED = 'INCR, auto-pipelined';
export const BY_HAND = 'INCRBY 1,000, formatted by hand';
export const STRICT = 'next(), strict, formatted';
export const BUFFERED = 'next(), buffered, formatted';
