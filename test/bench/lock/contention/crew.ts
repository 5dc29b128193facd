import { setTimeout as pause } from 'node:timers/promises';
import type { Workbench } from '../../workbench.js';
import type { Locker } from '../lockers/locker.js';
import { openLocker } from '../lockers/open-locker.js';
import { WorkerProcess } from '../processes/worker-process.js';
import type { Section } from './section.js';
import { work, type Work } from './work.js';

/**
 * Between the first worker of one process and that of the next. All of a process ask at once, and among those of two
 * processes nobody could tell who was first; later somebody asks only when somebody has given back.
 */
const APART_MS = 50;

/** Workers, in one process or several. */
export type Crew = (locker: Locker, work: Work) => Promise<readonly Section[]>;

/** All in this process. */
export function crewHere(bench: Workbench): Crew {
  return async (locker, told) => work(await openLocker(bench, locker), told);
}

/** As many in each of some other processes. */
export function crewIn(bench: Workbench, processes: number): Crew {
  const others = Array.from({ length: processes }, () => WorkerProcess.open(bench));
  return async (locker, { workers, ...told }) => {
    const each = { ...told, workers: workers / processes, locker: locker.id };
    const results = await Promise.allSettled(
      others.map(async (other, index) => {
        await pause(index * APART_MS);
        return await other.do('work', each);
      }),
    );
    // As with workers: no process goes on under the next contestant's turn.
    return results.flatMap((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  };
}
