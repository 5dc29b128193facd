import { inMemory } from './in-memory.js';
import { conformance } from './suites.js';

describe('in memory', () => {
  conformance(inMemory);
});
