/** Makes an Error of what was thrown: JavaScript can throw anything. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/**
 * The message of an error. A connection that is refused on IPv4 and IPv6 gives an AggregateError with an empty message.
 */
export function describeError(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map((inner) => asError(inner).message).join(', ');
  return error.message || error.name;
}
