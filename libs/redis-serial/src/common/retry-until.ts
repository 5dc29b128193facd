import type { Clock } from './clock.js';
import { pause } from './pause.js';

/** How long and how often to ask, and when to ask again. */
export interface Retry<Answer> {
  readonly clock: Clock;
  /** The time on the clock after which it does not ask again. */
  readonly until: number;
  readonly everyMs: number;
  /** Whether a failure may pass, so that it is worth asking again; without this, no failure is. */
  readonly mayPass?: (error: unknown) => boolean;
  /** Whether an answer is good enough; without this, every answer is. */
  readonly isEnough?: (answer: Answer) => boolean;
  /** Ends the present pause when it aborts. */
  readonly hurry?: AbortSignal;
}

/**
 * Asks, and asks again after a pause while the failure may pass or the answer is not good enough. When the time is
 * over, it returns the last answer. Does not keep the process alive.
 * @throws the last failure, when the time is over or it can't pass.
 */
export async function retryUntil<Answer>(
  ask: () => Promise<Answer>,
  { clock, until, everyMs, mayPass = never, isEnough = always, hurry }: Retry<Answer>,
): Promise<Answer> {
  for (;;) {
    try {
      const answer = await ask();
      if (isEnough(answer) || clock.now() >= until) return answer;
    } catch (error) {
      if (!mayPass(error) || clock.now() >= until) throw error;
    }
    await pause(clock, everyMs, hurry);
  }
}

function never(): boolean {
  return false;
}

function always(): boolean {
  return true;
}
