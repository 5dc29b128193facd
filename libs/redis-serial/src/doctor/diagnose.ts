import type { Check } from './check.js';
import { checkClock } from './checks/clock.js';
import { checkConfirmation } from './checks/confirmation.js';
import { checkCoverage } from './checks/coverage.js';
import { checkEviction } from './checks/eviction.js';
import { checkIncarnation } from './checks/incarnation.js';
import { checkPersistence } from './checks/persistence.js';
import { checkReplicas, checkSplitBrain } from './checks/replicas.js';
import { checkLoading, checkRole } from './checks/role.js';
import { checkVersion } from './checks/version.js';
import { checkSmallSeries } from './checks/small-series.js';
import { ORDINARY_DEMANDS, type Demands } from './demands.js';
import type { Symptom } from './finding.js';
import type { ServerState } from './server-state.js';

const CHECKS: readonly Check[] = [
  checkVersion,
  checkRole,
  checkLoading,
  checkEviction,
  checkPersistence,
  checkReplicas,
  checkSplitBrain,
  checkCoverage,
  checkIncarnation,
  checkClock,
  checkSmallSeries,
  checkConfirmation,
];

/** What is well with a server, and what is not. */
export interface Diagnosis {
  readonly passed: readonly string[];
  readonly findings: readonly Symptom[];
}

/** Judges what could be read of one server by what is asked of it; dangers come first. */
export function diagnose(server: ServerState, demands: Demands = ORDINARY_DEMANDS): Diagnosis {
  const verdicts = CHECKS.flatMap((check) => check(server, demands) ?? []);
  const found = verdicts.flatMap((verdict) => ('found' in verdict ? [verdict.found] : []));
  const unread = verdicts.flatMap((verdict) => ('unread' in verdict ? [verdict] : []));
  const isDanger = (finding: Symptom): number => (finding.severity === 'danger' ? 0 : 1);
  return {
    passed: verdicts.flatMap((verdict) => ('passed' in verdict ? [verdict.passed] : [])),
    findings: [
      ...found.sort((a, b) => isDanger(a) - isDanger(b)),
      ...(unread.length > 0 ? [unchecked(unread, server.refused)] : []),
    ],
  };
}

function unchecked(
  unread: readonly { readonly unread: string; readonly of: string }[],
  refused: ServerState['refused'],
): Symptom {
  const commands = [...new Set(unread.map(({ of }) => of))];
  const parts = commands.map((command) => {
    const things = unread.filter(({ of }) => of === command).map((one) => one.unread);
    return `${things.join(', ')} (${command}: ${refused[command] ?? 'not told'})`;
  });
  return {
    code: 'UNCHECKED',
    severity: 'warning',
    title: `Could not be checked: ${parts.join('; ')}`,
    consequence: 'Numbers and locks: it is not known whether these settings endanger them.',
    cure: `ACL SETUSER <user> ${commands.map(permissionFor).join(' ')}; for a managed service, look at its console`,
  };
}

function permissionFor(command: string): string {
  return `+${command.toLowerCase().replace(' ', '|')}`;
}
