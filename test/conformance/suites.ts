import type { OpenBackend } from './backend.js';
import { decorated } from './locks/decorated.js';
import { leases } from './locks/leases.js';
import { taking } from './locks/taking.js';
import { waiting } from './locks/waiting.js';
import { bufferedNumbers } from './serials/buffered.js';
import { counterPer } from './serials/counter-per.js';
import { exhaustion, reading } from './serials/counters.js';
import { gapless } from './serials/gapless.js';
import { gaplessAsked } from './serials/gapless-asked.js';
import { gaplessVoidFree } from './serials/gapless-void-free.js';
import { highWater } from './serials/high-water.js';
import { history } from './serials/history.js';
import { idempotency } from './serials/idempotency.js';
import { keptAnswers } from './serials/kept-answers.js';
import { migrate } from './serials/migrate.js';
import { periods } from './serials/periods.js';
import { recover } from './serials/recover.js';
import { shardedKeys } from './serials/sharded-keys.js';
import { strictNumbers } from './serials/strict.js';

const SUITES = [
  strictNumbers,
  idempotency,
  keptAnswers,
  shardedKeys,
  counterPer,
  periods,
  exhaustion,
  reading,
  history,
  recover,
  migrate,
  bufferedNumbers,
  highWater,
  gapless,
  gaplessAsked,
  gaplessVoidFree,
  taking,
  waiting,
  leases,
  decorated,
];

/** What holds of the library, whatever it runs on. */
export function conformance(open: OpenBackend): void {
  for (const suite of SUITES) suite(open);
}
