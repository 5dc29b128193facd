import type { Rounds } from '../run-rounds.js';

/** How a run was made. */
export interface Conditions extends Rounds {
  /** Whether the client and the server were kept on a core each. */
  readonly pinned: boolean;
}
