import type { Benchmark, OpenCase } from '../benchmark.js';
import { afterConfirmed } from './cases/after-confirmed.js';
import { audits } from './cases/audits.js';
import { documents } from './cases/documents.js';
import { memory } from './cases/memory.js';
import { whilePending } from './cases/while-pending.js';
import { NOTES } from './notes.js';
import { OPTIONS, type Settings } from './settings.js';

type Group = 'documents' | 'growth' | 'memory';

const crowds = [0.1, 1, 10].map(
  (times): OpenCase<Settings> =>
    (bench, { callers, hold }) =>
      documents(bench, Math.ceil(callers * times), hold),
);

/** What numbers without gaps cost. */
export const GAPLESS_BENCHMARK: Benchmark<Group, Settings> = {
  name: 'gapless',
  description: 'Measures what numbers without gaps cost, against a counter row that each transaction locks.',
  options: OPTIONS,
  groups: { documents: crowds, growth: [whilePending, afterConfirmed, audits], memory: [memory] },
  rounds: 7,
  seconds: 2,
  charts: [
    {
      file: 'gapless.svg',
      title: 'Documents and reservations per second, as a multiple of the base',
      groups: ['documents', 'growth'],
    },
  ],
  page: {
    title: 'What numbers without gaps cost',
    takes: 'about four minutes',
    example: 'documents',
    notes: NOTES,
  },
};
