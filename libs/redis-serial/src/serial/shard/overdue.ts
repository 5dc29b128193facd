import type { ShardTrouble } from '../../lua/shard/shard-reply.js';
import { RecoveryError } from '../durability/recovery.error.js';
import type { Shard } from './shard.js';

const NO_STORE =
  'no process has answered that has its high-water store; start one, or look whether it hears messages';
const CHANGED = 'its counters are changed by somebody else again and again';

const STILL: Readonly<Record<ShardTrouble['outcome'], string>> = {
  unknown: 'Redis forgets its counters again and again',
  join: 'Redis forgets again and again that this process takes part',
  again: CHANGED,
  careful: CHANGED,
  recovering: 'it is not known which numbers were given before Redis lost some',
  fresh: NO_STORE,
  burst: 'more is wanted than its ceiling allows',
  open: NO_STORE,
  raise: NO_STORE,
};

/** What a call for numbers fails with that could not be served in its time. */
export function overdue(
  { series, register }: Shard,
  outcome: ShardTrouble['outcome'],
  waitedMs: number,
): RecoveryError {
  return new RecoveryError(series.name, register, `after ${waitedMs} ms ${STILL[outcome]}`);
}
