import { inMemory } from '../in-memory.js';
import { RedisBackends } from '../on-redis.js';
import type { OpenBackend, LosingBackend } from '../backend.js';
import { lostCeilings } from './ceilings.js';
import { lostLocks } from './locks.js';
import { lostNumbers } from './numbers.js';
import { reportsOfLosses } from './reports.js';
import { lostReservations } from './reservations.js';

const redis = new RedisBackends();
afterAll(() => redis.stop());

describe.each<[string, OpenBackend<LosingBackend>]>([
  ['in memory', inMemory],
  ['on Redis', redis.openLosing],
])('%s, when data are lost,', (_where, open) => {
  lostNumbers(open);
  lostCeilings(open);
  lostReservations(open);
  reportsOfLosses(open);
  lostLocks(open);
});
