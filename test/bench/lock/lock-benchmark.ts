import type { Benchmark, OpenCase } from '../benchmark.js';
import { contended } from './cases/contended.js';
import { moreLocks } from './cases/more-locks.js';
import { moreWaiters } from './cases/more-waiters.js';
import { uncontended } from './cases/uncontended.js';
import { wakeup } from './cases/wakeup.js';
import { NOTES } from './notes.js';

type Group = 'uncontended' | 'contended' | 'wakeup' | 'growth';

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
const apps = [1, 8].map(
  (count): OpenCase =>
    (bench) =>
      moreWaiters(bench, count),
);

/** What locks cost. */
export const LOCK_BENCHMARK: Benchmark<Group> = {
  name: 'lock',
  description: 'Measures what locks cost, against the least that a lock needs and against other libraries.',
  groups: { uncontended: callers, contended: processes, wakeup: [wakeup], growth: [...apps, moreLocks] },
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
    {
      file: 'lock-growth.svg',
      title: 'Hand-overs and locks per second as they grow in number, as a multiple of the base',
      groups: ['growth'],
    },
  ],
  page: {
    title: 'What locks cost',
    takes: 'about five minutes',
    example: 'contended',
    notes: NOTES,
  },
};
