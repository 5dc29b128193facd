import type { Clock } from './clock.js';
import { pause } from './pause.js';

/** For how long to ask, how often, and what is worth asking again. */
export interface Retry<Answer> {
  readonly clock: Clock;
  /** What has no good answer by then is not asked again, by the clock. */
  readonly until: number;
  readonly everyMs: number;
  /** Whether what failed may work in a moment; without it, no failure passes. */
  readonly mayPass?: (error: unknown) => boolean;
  /** Whether an answer is good; without it, every one is. */
  readonly isEnough?: (answer: Answer) => boolean;
  /** Ends the pause that is going on when it aborts. */
  readonly hurry?: AbortSignal;
}

/**
 * Asks, and asks again after a pause while that fails in a way that may pass, or the answer is not enough. It does not
 * keep the process alive. When the time is over, it answers what was answered last.
 * @throws what failed last, when the time is over or the failure can't pass.
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
