import { takeQuietly } from '../../lua/shard/take-quietly.script.js';
import { fakeOf } from './fake.js';

/** In memory there is nothing to be gained by a quicker script. */
export const takeQuietlyFake = fakeOf(takeQuietly, (memory) => `${memory.time.join(' ')} careful`);
