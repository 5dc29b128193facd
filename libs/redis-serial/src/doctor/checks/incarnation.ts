import { danger, passed, unread, warning, type Verdict } from '../check.js';
import type { Demands } from '../demands.js';
import type { ServerState } from '../server-state.js';

const TITLE = 'Scripts may not call INFO, so that a restart or failover is not seen';
const CURE =
  'ACL SETUSER <user> +info; where a managed service does not allow that, ' +
  'durability: { highWater: store } with a store that has claim()';

/** Whether scripts notice that another incarnation of the server answers. */
export function checkIncarnation({ runIsSeen }: ServerState, { guards }: Demands): Verdict {
  if (runIsSeen === undefined) return unread('whether scripts may call INFO', 'EVAL');
  if (runIsSeen) return passed('Scripts see a restart or failover (INFO in scripts)');
  if (guards.has('fenced'))
    return danger('RUN_HIDDEN', TITLE, {
      consequence:
        "Numbers: with durability 'fenced' a loss is seen only by a process whose own numbers were lost; numbers come " +
        'twice when those that were given them have ended. Locks: not affected.',
      cure: CURE,
    });
  return warning('RUN_HIDDEN', TITLE, {
    consequence:
      'Numbers: each is claimed from the high-water store; one that has no claim() gives none. Locks: not affected.',
    cure: CURE,
  });
}
