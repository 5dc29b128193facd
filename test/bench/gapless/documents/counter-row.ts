import type { Pool } from 'pg';
import { checkDocuments } from './check.js';
import { inTransaction } from './database.js';
import type { Numbering, Run } from './numbering.js';
import { textOf } from './text-of.js';
import { writeDocument } from './work.js';

/** The number is a row that the transaction locks: whoever wants the next one waits until it has ended. */
export function counterRow(pool: Pool, holdMs: number): Numbering {
  const begin = async (run: string): Promise<Run> => {
    await pool.query('INSERT INTO counters VALUES ($1, 0)', [run]);
    return {
      write: () =>
        inTransaction(pool, async (tx) => {
          const { rows } = await tx.query<{ value: string }>({
            name: 'lock',
            text: 'SELECT value FROM counters WHERE name = $1 FOR UPDATE',
            values: [run],
          });
          const value = Number(rows[0]?.value) + 1;
          const update = 'UPDATE counters SET value = $2 WHERE name = $1';
          await writeDocument(tx, { number: textOf(run, value), run, value }, holdMs, () =>
            tx.query({ name: 'update', text: update, values: [run, value] }),
          );
        }),
      check: async () => {
        const count = await checkDocuments(pool, run);
        const { rows } = await pool.query('SELECT FROM counters WHERE name = $1 AND value = $2', [
          run,
          count,
        ]);
        if (rows.length !== 1) throw new Error(`The counter of ${run} is not at ${count}`);
      },
    };
  };
  return { name: 'counter row, FOR UPDATE', ours: false, begin };
}
