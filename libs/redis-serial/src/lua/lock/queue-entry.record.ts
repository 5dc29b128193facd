import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';

/**
 * How a lock is shared: `w` not at all, `r` among readers, `p<n>` among n at most. Those of different kinds keep each
 * other out.
 */
export type LockKind = 'w' | 'r' | `p${number}`;

// Beside each process in the queue stands `#<process>`, whose score tells what it wants and how many of it wait: both
// in one number below 0, so that it is no ticket. Kinds are numbered: `w` 0, `r` 1, `p<n>` n.
const KINDS = 2_097_152;

/** Reads the score of `#<process>`: how many of a process wait. */
export function waitingIn(score: number): number {
  return Math.floor((-1 - score) / KINDS);
}

/** The score of a process of which so many wait for an exclusive lock. */
export function scoreOf(waiting: number): number {
  return -1 - KINDS * waiting;
}

/** Lua `wantsOf(kind, waiting)`: the score of `#<process>`, as text. */
export const writeWants = defineFragment({
  uses: [exact],
  source: /* lua */ `
    local function wantsOf(kind, waiting)
      local number = kind == 'w' and 0 or kind == 'r' and 1 or tonumber(string.sub(kind, 2))
      return exact(-1 - number - 2097152 * tonumber(waiting))
    end
  `,
});

/** Lua `readWants(score)`: the kind that a process wants, and how many of it wait. */
export const readWants = defineFragment({
  uses: [exact],
  source: /* lua */ `
    local function readWants(score)
      local wants = -1 - score
      local number, waiting = wants % 2097152, math.floor(wants / 2097152)
      return number == 0 and 'w' or number == 1 and 'r' or 'p' .. exact(number), waiting
    end
  `,
});
