import { defineScript } from '../script.js';
import { serverIdentity } from './register.record.js';

/**
 * Says what is to reach the disk, or the replicas, before it counts as safe: a member's registration, and the ceiling.
 * It writes, so that WAIT and WAITAOF behind it on the same connection speak for all that was written before.
 * `confirm` is what the member takes for safe.
 *
 * Replies the server's identity, the last recovery, when the member joined, the ceiling and how many replicas are
 * connected; nothing where that would not help: age means nothing there, a recovery is under way, or scripts can't see
 * which server runs them.
 */
export const prepareConfirmation = defineScript({
  name: 'prepareConfirmation',
  keys: ['register'],
  args: ['member', 'confirm'],
  uses: [serverIdentity],
  source: /* lua */ `
    local was = redis.call('HMGET', register, 'id', 'rec', 'g', 'r', '+' .. member, 'c2', '~' .. member)
    local server = serverIdentity()
    if not was[5] or was[2] or was[3] ~= 'fenced' or server == '-' or was[1] ~= server then
      return {}
    end
    redis.call('HSET', register, '~' .. member, was[7] == confirm .. ' 1' and was[7] or confirm)
    local replicas = string.match(redis.call('INFO', 'replication'), 'connected_slaves:(%d+)') or '0'
    return { server, was[4], was[5], was[6], replicas }
  `,
  parse: (reply): Prepared | undefined => {
    const [identity, recovery = '', joinedAt = '', ceiling, replicas] = reply as string[];
    if (identity === undefined) return undefined;
    return { identity, recovery, joinedAt, ceiling: Number(ceiling), replicas: Number(replicas) };
  },
});

/** What is to be confirmed. */
export interface Prepared {
  readonly identity: string;
  readonly recovery: string;
  readonly joinedAt: string;
  readonly ceiling: number;
  /** How many replicas the server has. */
  readonly replicas: number;
}
