/** The servers that the app uses, and may kill if it started them. */
export const SERVERS = Symbol('servers');
