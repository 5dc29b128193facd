import {
  defineSeries,
  RedisSerialModule,
  SerialService,
  SqlHighWaterStore,
  SqlReservationLedger,
} from 'nestjs-redis-serial';
import type { Pool } from 'pg';
import type { Workbench } from '../../workbench.js';
import { checkAudit, checkDocuments } from './check.js';
import { inTransaction } from './database.js';
import type { Numbering, Run } from './numbering.js';
import { PATTERN } from './text-of.js';
import { writeDocument } from './work.js';

const SERIES = 'documents';

/** Reserved before the transaction, confirmed in it and behind it, as the guide has it. */
export async function gapless(bench: Workbench, pool: Pool, holdMs: number): Promise<Numbering> {
  const query = (sql: string, params: unknown[]): Promise<unknown> => pool.query(sql, params);
  const ledger = new SqlReservationLedger({ query });
  await ledger.prepare();
  const series = defineSeries({ name: SERIES, pattern: PATTERN, mode: 'gapless' });
  const app = await bench.app(
    RedisSerialModule.forRoot({
      connection: bench.url,
      keyPrefix: `bench:${crypto.randomUUID()}`,
      durability: { highWater: new SqlHighWaterStore({ query }) },
      ledger,
    }),
  );
  const serials = app.get(SerialService);
  const begin = (run: string): Promise<Run> => {
    const scope = { run };
    return Promise.resolve({
      write: async () => {
        const reserved = await serials.reserve(series, { scope });
        const { text, value } = reserved;
        await inTransaction(pool, (tx) =>
          writeDocument(tx, { number: text, run, value }, holdMs, () =>
            ledger.confirm({ series, text }, (sql, params) => tx.query(sql, params)),
          ),
        );
        await reserved.confirm();
      },
      check: async () => {
        const documents = await checkDocuments(pool, run);
        checkAudit(run, await serials.audit(series, { scope }), documents);
        const { rows } = await pool.query(
          `SELECT FROM documents JOIN serial_numbers USING (number)
           WHERE run = $1 AND series = $2 AND state = 'confirmed'`,
          [run, SERIES],
        );
        if (rows.length !== documents) throw new Error(`The ledger has ${rows.length} of ${run}`);
      },
    });
  };
  return { name: 'gapless', ours: true, begin };
}
