import { passed, unread, warning, type Verdict } from '../check.js';
import type { ServerState } from '../server-state.js';

const APART_MS = 1_000;

/** Whether the server and this process agree on what time it is. */
export function checkClock({ clock }: ServerState): Verdict {
  if (!clock) return unread('the clock', 'TIME');
  const apartMs = Math.max(0, Math.abs(clock.aheadMs) - clock.uncertainMs);
  if (apartMs <= APART_MS) return passed('Its clock agrees with that of this process');
  const way = clock.aheadMs > 0 ? 'ahead of' : 'behind';
  return warning('CLOCK', `Its clock is ${Math.round(apartMs / 100) / 10} s ${way} that of this process`, {
    consequence:
      'Numbers: they have the date of the server, whose periods end at another moment than on this machine. ' +
      'Locks: not affected, since leases follow the server alone; but putting its clock back lengthens them.',
    cure: 'timedatectl set-ntp true, on both machines',
  });
}
