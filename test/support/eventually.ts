import { setTimeout as pause } from 'node:timers/promises';

/** Waits until a condition holds; fails, saying which, when it does not within 10 s. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It did not come about that ${what}`);
    await pause(10);
  }
}
