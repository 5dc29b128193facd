/**
 * The names of promises in the order in which they are settled: a list that grows. Their errors are for others to hear.
 */
export function orderOf(named: Readonly<Record<string, Promise<unknown>>>): readonly string[] {
  const order: string[] = [];
  for (const [name, promise] of Object.entries(named)) {
    const note = (): void => void order.push(name);
    promise.then(note, note);
  }
  return order;
}
