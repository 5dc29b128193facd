import { setTimeout as pause } from 'node:timers/promises';

/** Waits until a condition holds; fails, saying which, shortly before the test itself would have run out of time. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 100_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It did not come about that ${what}`);
    await pause(10);
  }
}
