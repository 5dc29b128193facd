/** What was thrown, as an Error: JavaScript can throw anything. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** What an error says; a connection refused on IPv4 and IPv6 is an AggregateError with an empty message. */
export function describeError(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map((inner) => asError(inner).message).join(', ');
  return error.message || error.name;
}
