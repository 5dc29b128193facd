import { passed, unread, warning, type Verdict } from '../check.js';
import type { ServerState } from '../server-state.js';

/** Whether scripts can see that another incarnation of the server runs them. */
export function checkIncarnation({ runIsSeen }: ServerState): Verdict {
  if (runIsSeen === undefined) return unread('whether scripts may call INFO', 'EVAL');
  if (runIsSeen) return passed('Scripts see a restart or failover (INFO in scripts)');
  return warning('RUN_HIDDEN', 'Scripts may not call INFO, so that a restart or failover is not seen', {
    consequence:
      "Numbers: after a loss, durability 'fenced' and a high-water store only notice a counter that is lower than the " +
      'numbers of living processes; numbers come twice when the processes that got them have ended. ' +
      'Locks: not affected.',
    cure: 'ACL SETUSER <user> +info',
  });
}
