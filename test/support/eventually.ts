import { setTimeout as pause } from 'node:timers/promises';

/** Waits until a condition holds; fails, saying which, when it does not within 10 s, or as long as is said. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It did not come about that ${what}`);
    await pause(10);
  }
}
