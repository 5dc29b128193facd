import { whole, wholeOr, wholeText } from '../declaration.js';
import { defineScript } from '../script.js';
import { guardFenced } from './fenced-guard.record.js';
import { censusKey } from './guard-counter.js';
import { serverRun } from './server-run.js';

/**
 * Lifts a counter that Redis has lost, or of which it has lost the last numbers, past all that a process knows of;
 * since it knows of some, no census is asked for. Replies OK.
 */
export const liftCounter = defineScript({
  name: 'liftCounter',
  keys: ['counter', censusKey],
  args: [whole('known'), whole('skip'), wholeText('base'), wholeOr('expiresAt', 'never')],
  uses: [serverRun, guardFenced],
  source: /* lua */ `
    guardFenced(serverRun())
    return redis.status_reply('OK')
  `,
  parse: () => undefined,
});
