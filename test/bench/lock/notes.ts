/** What the contestants and the figures are. */
export const NOTES = '';
