import { answerCensus } from '../../lua/counter/answer-census.script.js';
import { beginCensus } from '../../lua/counter/begin-census.script.js';
import { endCensus } from '../../lua/counter/end-census.script.js';
import { liftCounter } from '../../lua/counter/lift-counter.script.js';
import { callOf } from './counters.js';
import { fakeOf, type Fake } from './fake.js';
import { guardFenced } from './guard-counter.js';

// Whoever hears it lifts what it knows of before this returns. So nobody is waited for, which a clock that stands still
// would make last for ever.
const beginFake = fakeOf(beginCensus, ({ channels }, _keys, { channel, message }) => {
  channels.publishNow(channel, message);
  return 0;
});

const answerFake = fakeOf(answerCensus, () => 0);

const endFake = fakeOf(endCensus, ({ censuses, run }, { census }) => {
  censuses.set(census, run);
  return 'OK';
});

const liftFake = fakeOf(liftCounter, (memory, keys, args) => {
  guardFenced(memory, callOf(keys, { ...args, highest: Infinity, guard: 'fenced' }));
  return 'OK';
});

/** What is asked of the other processes, and what they do about it, when a counter is not there. */
export const CENSUS_FAKES: readonly Fake[] = [beginFake, answerFake, endFake, liftFake];
