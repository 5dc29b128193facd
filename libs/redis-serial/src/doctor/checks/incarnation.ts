import { passed, unread, warning, type Verdict } from '../check.js';
import type { ServerState } from '../server-state.js';

/** Whether scripts notice that another incarnation of the server answers. */
export function checkIncarnation({ runIsSeen }: ServerState): Verdict {
  if (runIsSeen === undefined) return unread('whether scripts may call INFO', 'EVAL');
  if (runIsSeen) return passed('Scripts see a restart or failover (INFO in scripts)');
  return warning('RUN_HIDDEN', 'Scripts may not call INFO, so that a restart or failover is not seen', {
    consequence:
      "Numbers: of what Redis lost, durability 'fenced' and a high-water store notice only a counter that stands lower " +
      'than what living processes were given; numbers come twice when those that were given them have ended. ' +
      'Locks: not affected.',
    cure: 'ACL SETUSER <user> +info',
  });
}
