import { EXACT } from '../common.js';
import { definePositional } from '../positional.js';
import { OPEN_COUNTER } from './counter-functions.js';
import { GUARD_COUNTER, SERVER_RUN } from './guard-counter.js';

/** Asks all processes what they know of a series; replies how many heard it. */
export const beginCensus = definePositional<{
  keys: [census: string];
  args: [channel: string, message: string];
  reply: number;
}>({
  name: 'beginCensus',
  source: /* lua */ `return redis.call('PUBLISH', ARGV[1], ARGV[2])`,
  parse: Number,
});

/** Lifts a counter that Redis has lost, or of which it has lost the last numbers, past all that a process knows of. */
export const liftCounter = definePositional<{
  keys: [counter: string];
  args: [known: number, skip: number, base: number, expiresAt: number | 'never'];
  reply: undefined;
}>({
  name: 'liftCounter',
  source:
    EXACT +
    OPEN_COUNTER +
    GUARD_COUNTER +
    /* lua */ `
    guardCounter(KEYS[1], 'fenced', ARGV[1], ARGV[2], 0, 0, ARGV[3], ARGV[4], '0')
    return redis.status_reply('OK')
  `,
  parse: () => undefined,
});

/** Tells that a process has lifted what it knew of; replies how many have told so. `by` 0 only asks. */
export const answerCensus = definePositional<{
  keys: [census: string];
  args: [name: string, by: 0 | 1];
  reply: number;
}>({
  name: 'answerCensus',
  source: /* lua */ `
    return redis.call('HINCRBY', KEYS[1], ARGV[1], ARGV[2])
  `,
  parse: Number,
});

/** From now on a counter that is not there is a new one, as long as this incarnation of the server lasts. */
export const endCensus = definePositional<{
  keys: [census: string];
  args: [];
  reply: undefined;
}>({
  name: 'endCensus',
  source:
    SERVER_RUN +
    /* lua */ `
    redis.call('DEL', KEYS[1])
    local run = serverRun()
    redis.call('HSET', KEYS[1], 'run', run)
    return redis.status_reply('OK')
  `,
  parse: () => undefined,
});
