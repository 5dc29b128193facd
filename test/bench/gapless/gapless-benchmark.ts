import type { Benchmark, OpenCase } from '../benchmark.js';
import { bytesEach } from './cases/bytes-each.js';
import { documents } from './cases/documents.js';
import { growing } from './cases/growing.js';

type Group = 'documents' | 'growth' | 'memory';

const callers = [5, 50, 500].map(
  (count): OpenCase =>
    (bench) =>
      documents(bench, count),
);

/** What gapless numbers cost. */
export const GAPLESS_BENCHMARK: Benchmark<Group> = {
  name: 'gapless',
  description: 'Measures numbers without gaps, against a counter row that each transaction locks.',
  groups: { documents: callers, growth: [growing], memory: [bytesEach] },
  rounds: 7,
  seconds: 1,
  charts: [
    {
      file: 'gapless.svg',
      title: 'Documents without gaps per second, as a multiple of the locked row',
      groups: ['documents'],
    },
  ],
  page: {
    title: 'What numbers without gaps cost',
    takes: 'about five minutes',
    example: 'documents',
    notes: `
- Each document is written by a transaction of 20 ms in PostgreSQL: BEGIN, INSERT, 20 ms of other work, COMMIT, on a
  connection of a pool of 100. The documents' numbers are UNIQUE.
- **counter row** takes the number as Odoo's \`no_gap\` does: \`SELECT … FOR UPDATE\` of a row in the same transaction, which all
  others then wait for.
- **reserve() … confirm()** reserves the number before, confirms it in the transaction by \`SqlReservationLedger\`, and then in Redis;
  ceilings are recorded in the same PostgreSQL. The rest is the same transaction.
- **reserve() and confirm()** is the same without a transaction: what Redis and the ceilings take.
- **INCR, with gaps** is a bare INCR before the same transaction: what the transactions alone take. A rollback leaves a gap.
- After each turn the numbers are counted, in the database and by \`audit()\`: one that is missing or there twice ends the run.
- **Growth**: one caller after the other, beside so many numbers that are reserved or confirmed in the same period.
`,
  },
};
