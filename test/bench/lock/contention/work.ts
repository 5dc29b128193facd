import { now } from '../../clock.js';
import type { Take } from '../lockers/locker.js';
import type { Section } from './section.js';

/** Workers that all want one lock, again and again. */
export interface Work {
  readonly key: string;
  readonly workers: number;
  /** How often each of them has it. */
  readonly sections: number;
  /** How long they hold it each time. */
  readonly holdMs: number;
}

/** Has the workers do their work at the same time. */
export async function work(take: Take, { key, workers, sections, holdMs }: Work): Promise<Section[]> {
  const done: Section[] = [];
  const worker = async (): Promise<void> => {
    for (let n = 0; n < sections; n++) {
      const askedAt = now();
      const release = await take(key);
      const grantedAt = now();
      await new Promise((resolve) => setTimeout(resolve, holdMs));
      const releasedAt = now();
      await release();
      done.push({ askedAt, grantedAt, releasedAt, endedAt: now() });
    }
  };
  const results = await Promise.allSettled(Array.from({ length: workers }, worker));
  // All of them have ended, so that a failure does not go on under the next contestant's turn.
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return done;
}
