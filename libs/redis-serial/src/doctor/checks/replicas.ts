import { passed, unread, warning, type Verdict } from '../check.js';
import { isReplica, type ServerState } from '../server-state.js';

// A replica reports its position once a second, so even one that is in step may seem late by a second.
const LATE_S = 3;
const LATE_BYTES = 10 * 1024 * 1024;

/** Whether another server has the data that this one could lose. */
export function checkReplicas(server: ServerState): Verdict | undefined {
  if (isReplica(server)) return undefined;
  const { connected_slaves: count, master_repl_offset: offset } = server.info;
  if (count === undefined) return unread('its replicas', 'INFO');
  if (count === '0') {
    return warning('NO_REPLICA', 'No replica is connected', {
      consequence:
        'Numbers and locks: all calls fail while this server is away, and everything is gone with its disk.',
      cure: 'replicaof <this host> <this port>, on a second server',
    });
  }
  const late = replicasOf(server.info).flatMap((replica) => latenessOf(replica, Number(offset)) ?? []);
  if (late.length === 0)
    return passed(`${count === '1' ? 'Its replica is' : `Its ${count} replicas are`} in step`);
  return warning('REPLICA_BEHIND', `Not in step: ${late.join('; ')}`, {
    consequence:
      'A failover to it loses what it has not received. Numbers: they come twice if more than recoverySkip of them ' +
      'are lost. Locks: those taken meanwhile are free, though their holders still work.',
    cure: `min-replicas-max-lag ${LATE_S}, with min-replicas-to-write 1: no writes while no replica is in step`,
  });
}

/** Whether a master that is cut off from its replicas goes on alone. */
export function checkSplitBrain(server: ServerState): Verdict | undefined {
  const { connected_slaves: count } = server.info;
  if (isReplica(server) !== false || count === undefined || count === '0') return undefined;
  const needed = server.config['min-replicas-to-write'];
  if (needed === undefined) return unread('min-replicas-to-write', 'CONFIG GET');
  if (needed !== '0')
    return passed(`It takes writes only while it has replicas (min-replicas-to-write ${needed})`);
  return warning(
    'SPLIT_BRAIN',
    'It takes writes even when cut off from its replicas (min-replicas-to-write 0)',
    {
      consequence:
        'When the network splits, this server and the replica promoted in its place both go on, and what this one ' +
        'wrote is lost in the end. Numbers: both may give the same ones. Locks: both may give the same one.',
      cure: 'min-replicas-to-write 1',
    },
  );
}

function replicasOf(info: ServerState['info']): Record<string, string>[] {
  return Object.entries(info)
    .filter(([name]) => /^slave\d+$/.test(name))
    .map(([, value]) =>
      Object.fromEntries(value.split(',').map((pair) => pair.split('=') as [string, string])),
    );
}

function latenessOf(replica: Record<string, string>, masterOffset: number): string | undefined {
  const name = `replica ${replica.ip}:${replica.port}`;
  if (replica.state !== 'online') return `${name} is not there yet (${replica.state})`;
  const bytes = masterOffset - Number(replica.offset);
  const seconds = Number(replica.lag);
  return bytes > LATE_BYTES || seconds >= LATE_S
    ? `${name} is ${bytes} bytes behind and last reported ${seconds} s ago`
    : undefined;
}
