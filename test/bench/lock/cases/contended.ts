import type { BenchCase } from '../../bench-case.js';
import { countCommands } from '../../redis/count-commands.js';
import { Turns } from '../../turns.js';
import type { Workbench } from '../../workbench.js';
import { contentionOf } from '../contention/contention.js';
import { crewHere, crewIn } from '../contention/crew.js';
import { WAITING_LOCKERS } from '../lockers/all-lockers.js';
import type { Locker } from '../lockers/locker.js';
import { contendedRows, type Contended, type Limits } from './contended-rows.js';

const WORKERS = 50;
const HOLD_MS = 5;
/** How often each worker has the lock. */
const SECTIONS = 4;
const ROUNDS = 3;
/** Enough to have everybody's code compiled; some others take seconds when many wait. */
const WARM_UP_WORKERS = 4;

const LIMITS: readonly [alone: Limits, together: Limits] = [
  { wall: 1.05, commands: 2, overtaken: 0 },
  { wall: 1.1, commands: 4, overtaken: 0.01, longestWait: 2 },
];

/** Workers of one or two processes that all want one lock, each of them again and again. */
export async function contended(bench: Workbench, processes: 1 | 2): Promise<BenchCase> {
  const crew = processes === 1 ? crewHere(bench) : crewIn(bench, processes);
  const client = await bench.client();
  const entries = WAITING_LOCKERS.map((locker) => ({
    locker,
    turns: new Turns<Contended>(locker.from !== undefined),
  }));
  const turn = async (locker: Locker, workers: number): Promise<Contended> => {
    const told = { key: `${locker.id}:wanted`, workers, sections: SECTIONS, holdMs: HOLD_MS };
    const { sent, inScripts, result } = await countCommands(client, () => crew(locker, told));
    const { length } = result;
    return { ...contentionOf(result), sections: length, sent: sent / length, inScripts: inScripts / length };
  };
  const title =
    processes === 1
      ? `1 lock, ${WORKERS} workers in a process`
      : `1 lock, ${WORKERS} workers in ${processes} processes`;
  return {
    title,
    atMost: ROUNDS,
    trials: entries.map(({ locker, turns }) => ({
      warmUp: () => turns.take(() => turn(locker, WARM_UP_WORKERS)),
      measure: () => turns.keep(() => turn(locker, WORKERS)),
    })),
    rows: () => contendedRows(title, entries, LIMITS[processes - 1] ?? LIMITS[0]),
  };
}
