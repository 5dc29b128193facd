import { inMemory } from './backend.js';
import { conformance } from './suites.js';

describe('in memory', () => {
  conformance(inMemory);
});
