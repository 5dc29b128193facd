import { passed, unread, warning, type Verdict } from '../check.js';
import type { ServerState } from '../server-state.js';

/** Whether a whole Cluster stops when a part of it is gone. */
export function checkCoverage({ info, config }: ServerState): Verdict | undefined {
  if (info.cluster_enabled !== '1') return undefined;
  const full = config['cluster-require-full-coverage'];
  if (full === undefined) return unread('cluster-require-full-coverage', 'CONFIG GET');
  if (full === 'no') return passed('The rest of the Cluster goes on when a part is gone');
  return warning(
    'FULL_COVERAGE',
    'The Cluster stops when a part of it is gone (cluster-require-full-coverage yes)',
    {
      consequence:
        'Numbers and locks: when one master and its replicas are away, all calls of the whole Cluster fail, not only ' +
        'those whose keys lie there.',
      cure: 'cluster-require-full-coverage no',
    },
  );
}
