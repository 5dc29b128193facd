import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import { checkDocuments } from './check.js';
import { inTransaction } from './database.js';
import type { Numbering, Run } from './numbering.js';
import { textOf } from './text-of.js';
import { writeDocument } from './work.js';

/** INCR before the transaction: the least that can be done, and a gap wherever a transaction fails. */
export function bareIncr(client: Redis, pool: Pool, holdMs: number): Numbering {
  const begin = (run: string): Promise<Run> =>
    Promise.resolve({
      write: async () => {
        const value = await client.incr(`incr:${run}`);
        await inTransaction(pool, (tx) =>
          writeDocument(tx, { number: textOf(run, value), run, value }, holdMs),
        );
      },
      check: async () => {
        await checkDocuments(pool, run);
      },
    });
  return { name: 'INCR, has gaps', ours: false, begin };
}
