import type { Pool } from 'pg';
import type { AuditReport } from 'nestjs-redis-serial';

/** How many documents a run has; fails unless their numbers are all from 1 on. Its unique index lets none in twice. */
export async function checkDocuments(pool: Pool, run: string): Promise<number> {
  const { rows } = await pool.query<{ count: number; lowest: number; highest: number }>(
    `SELECT count(DISTINCT value)::int AS count, min(value)::int AS lowest, max(value)::int AS highest
     FROM documents WHERE run = $1`,
    [run],
  );
  const [found] = rows;
  if (found?.lowest !== 1 || found.highest !== found.count)
    throw new Error(`Numbers of ${run} are missing: ${JSON.stringify(found)}`);
  return found.count;
}

/** Fails unless Redis knows of each number of a run that it is confirmed, and of no other. */
export function checkAudit(run: string, audit: AuditReport, confirmed: number): void {
  const { pending, voided, free, missing } = audit;
  const others = [voided, free, missing].some(({ length }) => length > 0) || pending > 0;
  if (others || audit.confirmed !== confirmed)
    throw new Error(`Redis says of ${run}, which has ${confirmed} numbers: ${JSON.stringify(audit)}`);
}
