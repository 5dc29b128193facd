import { FAILOVERS } from './failovers.js';
import type { Fault } from './fault.js';
import { FLUSHES } from './flushes.js';
import { POWER_CUTS } from './power-cuts.js';
import { RESTARTS } from './restarts.js';
import { SLOT_MIGRATION } from './slot-migration.js';
import { TOPOLOGIES } from './topologies.js';
import { TWO_DEFINITIONS } from './two-definitions.js';

export const FAULTS: readonly Fault[] = [
  ...RESTARTS,
  ...POWER_CUTS,
  ...FLUSHES,
  ...FAILOVERS,
  ...TOPOLOGIES,
  SLOT_MIGRATION,
  TWO_DEFINITIONS,
];
