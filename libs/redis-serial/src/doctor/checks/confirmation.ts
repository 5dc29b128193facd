import { passed, unread, warning, type Verdict } from '../check.js';
import type { Demands } from '../demands.js';
import { isReplica, type ServerState } from '../server-state.js';
import { isOlder } from './version.js';

const WAITS =
  'Locks: not affected. Numbers: none comes twice by this, but a fresh process and a burst wait as long as "covers" says.';

/** Whether what series take for safe (`confirm`) can be had of the server. */
export function checkConfirmation(server: ServerState, { confirms }: Demands): Verdict | undefined {
  if (confirms.size === 0 || isReplica(server)) return undefined;
  const { connected_slaves: replicas } = server.info;
  if (replicas === undefined) return unread('its replicas', 'INFO');
  if (confirms.has('replicas') && replicas === '0')
    return impossible("'replicas'", 'no replica is connected', 'a replica; or no confirm');
  if (!confirms.has('disk')) return passed("Writes can be confirmed by replicas (confirm: 'replicas')");
  const why = whyNotOnDisk(server);
  if (why !== undefined)
    return impossible(
      "'disk'",
      why,
      'Redis 7.2 or Valkey, appendonly yes, appendfsync everysec; or no confirm',
    );
  if (replicas === '0') return passed("Writes can be confirmed by the disk (confirm: 'disk')");
  return warning('CONFIRM', "There is confirm: 'disk', but a replica that may take over", {
    consequence:
      'Numbers: what is on the disk of this server need not have reached the replica. After a failover to it, those of ' +
      'a process that had just started, or of a burst, can come twice where that process is dead. Locks: not affected.',
    cure: "confirm: 'replicas'; or no confirm, where both can fail",
  });
}

function whyNotOnDisk({ info, config }: ServerState): string | undefined {
  const { redis_version: version } = info;
  if (info.valkey_version === undefined && version !== undefined && isOlder(version, 7, 2))
    return `Redis ${version} has no WAITAOF`;
  if (info.aof_enabled === '0') return 'there is no AOF';
  if (config.appendfsync === 'no') return 'the AOF reaches the disk when it likes (appendfsync no)';
  return undefined;
}

function impossible(confirm: string, why: string, cure: string): Verdict {
  return warning('CONFIRM', `confirm: ${confirm} can't be had: ${why}`, { consequence: WAITS, cure });
}
