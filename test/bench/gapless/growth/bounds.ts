/** How many are reserved and confirmed in a turn: few beside those that are there. */
export const RESERVATIONS = 1_000;

/** What costs the same each time varies as much. The logarithm of 10,000 would be a 13th. */
export const ABOUT_AS_MANY = 0.8;
