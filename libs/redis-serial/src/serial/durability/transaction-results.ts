/**
 * What the commands of a transaction answered; nothing when it was not carried out, since what it watched had changed.
 * @throws what the first of them threw that failed by itself.
 */
export function resultsOf(replies: readonly [Error | null, unknown][] | null): unknown[] {
  return (replies ?? []).map(([error, result]) => {
    if (error) throw error;
    return result;
  });
}
