import type { Benchmark, OpenCase } from '../benchmark.js';
import { contended } from './cases/contended.js';
import { uncontended } from './cases/uncontended.js';
import { wakeup } from './cases/wakeup.js';
import { NOTES } from './notes.js';

type Group = 'uncontended' | 'contended' | 'wakeup';

const callers = [1, 64, 256].map(
  (count): OpenCase =>
    (bench) =>
      uncontended(bench, count),
);
const processes = ([1, 2] as const).map(
  (count): OpenCase =>
    (bench) =>
      contended(bench, count),
);

/** What locks cost. */
export const LOCK_BENCHMARK: Benchmark<Group> = {
  name: 'lock',
  description: 'Measures what locks cost, against the least that a lock needs and against other libraries.',
  groups: { uncontended: callers, contended: processes, wakeup: [wakeup] },
  rounds: 9,
  seconds: 0.3,
  charts: [
    {
      file: 'lock-uncontended.svg',
      title: 'Free locks taken and given back per second, as a multiple of the floor',
      groups: ['uncontended'],
    },
    {
      file: 'lock-contended.svg',
      title: 'Wall time of 50 workers at one lock, as a multiple of their holds',
      groups: ['contended'],
    },
    {
      file: 'lock-wakeup.svg',
      title: 'Time from a release to the waiter in another process, as a multiple of the floor',
      groups: ['wakeup'],
    },
  ],
  page: {
    title: 'What locks cost',
    takes: 'about five minutes',
    example: 'contended',
    notes: NOTES,
  },
};
