/** The servers that the app uses. It may kill those that it started. */
export const SERVERS = Symbol('servers');
