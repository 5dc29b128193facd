import { FAILOVERS } from './failovers.js';
import type { Fault } from './fault.js';
import { RESTARTS } from './restarts.js';
import { SLOT_MIGRATION } from './slot-migration.js';

export const FAULTS: readonly Fault[] = [...RESTARTS, ...FAILOVERS, SLOT_MIGRATION];
