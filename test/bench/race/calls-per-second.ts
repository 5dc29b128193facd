/** Lets so many callers call again and again, each awaiting its own call, and answers how many calls a second took. */
export async function callsPerSecond(
  callers: number,
  call: () => Promise<unknown>,
  seconds: number,
): Promise<number> {
  const started = performance.now();
  const end = started + seconds * 1000;
  let calls = 0;
  let over = false;
  const caller = async (): Promise<void> => {
    try {
      while (!over) {
        await call();
        calls++;
        // To look at the clock costs a good part of a buffered number.
        if (calls % 16 === 0) over = performance.now() >= end;
      }
    } finally {
      over = true;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (calls / (performance.now() - started)) * 1000;
}
