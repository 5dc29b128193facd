import { danger, passed, unread, warning, type Verdict } from '../check.js';
import type { ServerState } from '../server-state.js';

/** Whether Redis may remove keys when its memory is full. */
export function checkEviction({ info, config }: ServerState): Verdict {
  // Managed services forbid CONFIG, but most of them show this in INFO.
  const policy = info.maxmemory_policy ?? config['maxmemory-policy'];
  const maxmemory = info.maxmemory ?? config.maxmemory;
  if (policy === undefined) return unread('maxmemory-policy', 'CONFIG GET');
  if (policy === 'noeviction') return passed('No key is evicted (maxmemory-policy noeviction)');
  const which = policy.startsWith('volatile')
    ? 'the counters of periods and the locks, which have an expiry,'
    : 'counters and locks';
  const texts = {
    consequence:
      `When the memory is full, ${which} may be removed. Numbers: an evicted counter begins again, ` +
      'and its numbers come twice. Locks: an evicted lock is free while its holder still works.',
    cure: 'maxmemory-policy noeviction',
  };
  return maxmemory === '0'
    ? warning('EVICTION', `maxmemory-policy is ${policy}, which matters once maxmemory is set`, texts)
    : danger('EVICTION', `Keys may be evicted (maxmemory-policy ${policy})`, texts);
}
