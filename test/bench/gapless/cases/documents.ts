import type { BenchCase } from '../../bench-case.js';
import { race } from '../../race/race.js';
import type { Target } from '../../race/target.js';
import { figure } from '../../report/figures.js';
import type { Workbench } from '../../workbench.js';
import { bareIncr } from '../documents/bare-incr.js';
import { counterRow } from '../documents/counter-row.js';
import { openDatabase } from '../documents/database.js';
import { gapless } from '../documents/gapless.js';
import { numbering, type Numbering } from '../documents/numbering.js';
import { reservationsOnly } from '../documents/reservations-only.js';

const AT_LEAST = 10;
/** Fewer can't be that many times as fast as one at a time. */
const ENOUGH = 50;
/** A crowd at a row takes its time to go through. */
const CROWD = 100;
const CROWD_ROUNDS = 3;
/** What records ceilings does not wait for those who write documents. */
const MORE_CONNECTIONS = 2;

/** So many callers at a time, each writing a document in a transaction of so many ms, one after the other. */
export async function documents(bench: Workbench, callers: number, holdMs: number): Promise<BenchCase> {
  const pool = await openDatabase(bench, callers + MORE_CONNECTIONS);
  const row = counterRow(pool, holdMs);
  const ours = await gapless(bench, pool, holdMs);
  const only = reservationsOnly(await bench.serials());
  const floor = bareIncr(await bench.client(), pool, holdMs);
  const contestants = Object.entries({ row, ours, only, floor });
  const targetOf = ({ name }: Numbering): Target => ({
    contestant: name,
    atLeast: AT_LEAST,
    times: row.name,
  });
  const raced = race({
    title: `Documents, ${figure(callers)} ${callers === 1 ? 'caller' : 'callers'}, ${holdMs} ms`,
    base: row.name,
    contestants: contestants.map(([id, entry]) => numbering(`${id}-${callers}`, entry, callers)),
    targets: callers < ENOUGH ? [] : [ours, only].map(targetOf),
  });
  return callers > CROWD ? { ...raced, atMost: CROWD_ROUNDS } : raced;
}
