import { danger, passed, unread, warning, type Verdict } from '../check.js';
import { isReplica, type ServerState } from '../server-state.js';

/** Whether it is a master: only masters take writes. */
export function checkRole(server: ServerState): Verdict {
  const { master_host: host = 'unknown', master_port: port = 'unknown' } = server.info;
  const replica = isReplica(server);
  if (replica === undefined) return unread('whether it is a master', 'INFO');
  if (!replica) return passed('It is a master');
  return danger('REPLICA', 'It is a replica', {
    consequence:
      'Numbers and locks: all calls fail, since it refuses writes (READONLY); ' +
      'what a writable replica accepts is lost when it next syncs with its master.',
    cure: `connect to its master, ${host}:${port}, or by Sentinel: connection: { sentinels, name }`,
  });
}

/** Whether the server is still loading its data. */
export function checkLoading({ info }: ServerState): Verdict | undefined {
  if (info.loading === undefined || info.loading === '0') return undefined;
  return warning('LOADING', 'It is still loading its data', {
    consequence: 'Numbers and locks: all calls fail until it is done.',
    cure: 'wait until INFO persistence says loading:0, and look again',
  });
}
