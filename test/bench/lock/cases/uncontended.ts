import type { BenchCase } from '../../bench-case.js';
import { calling, type Contestant } from '../../race/contestant.js';
import { race } from '../../race/race.js';
import type { Workbench } from '../../workbench.js';
import { FREE_LOCKERS } from '../lockers/all-lockers.js';
import { FLOOR, PIPELINED_FLOOR } from '../lockers/floor.js';
import { LOCK_SERVICE } from '../lockers/lock-service.js';
import type { Locker } from '../lockers/locker.js';
import { openLocker } from '../lockers/open-locker.js';

/** So many that no two callers ever meet on one. */
const KEYS = 4096;

/** How many times the floor's rate is asked for. */
const TARGETS = new Map([
  [1, 0.95],
  [64, 2.3],
  [256, 3.5],
]);

/** So many callers at a time that take a lock nobody else wants and give it back, again and again. */
export async function uncontended(bench: Workbench, callers: number): Promise<BenchCase> {
  // A caller alone has nothing that could go along in its pipeline.
  const lockers = FREE_LOCKERS.filter((locker) => callers > 1 || locker !== PIPELINED_FLOOR);
  const contestants: Contestant[] = [];
  for (const locker of lockers) contestants.push(await takingTurns(bench, locker, callers));
  const atLeast = TARGETS.get(callers);
  return race({
    title: callers === 1 ? 'Free locks, one after the other' : `Free locks, ${callers} callers`,
    base: FLOOR.name,
    contestants,
    targets: atLeast === undefined ? [] : [{ contestant: LOCK_SERVICE.name, atLeast, times: FLOOR.name }],
  });
}

async function takingTurns(bench: Workbench, locker: Locker, callers: number): Promise<Contestant> {
  const take = await openLocker(bench, locker);
  const keys = Array.from({ length: KEYS }, (_, index) => `${locker.id}:free-${callers}:${index}`);
  let taken = 0;
  const takeAndRelease = async (): Promise<void> => {
    const release = await take(keys[taken++ % KEYS] ?? '');
    await release();
  };
  const { name, ours = false, from } = locker;
  return calling(name, takeAndRelease, { callers, ours, mayFail: from !== undefined });
}
