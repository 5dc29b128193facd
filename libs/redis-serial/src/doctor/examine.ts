import type { Cluster, Redis } from 'ioredis';
import { asError, describeError } from '../common/as-error.js';
import { machineClock, type Clock } from '../common/clock.js';
import { describeValue } from '../common/check-options.js';
import { OptionsError } from '../common/options.error.js';
import { within } from '../common/race.js';
import { isClient } from '../redis/connection.options.js';
import { RedisUnavailableError } from '../redis/redis-unavailable.error.js';
import { withoutCommand } from '../redis/reply-failure.js';
import { ORDINARY_DEMANDS, type Demands } from './demands.js';
import { diagnose } from './diagnose.js';
import type { DoctorFinding } from './finding.js';
import { nodeNameOf } from './node-name.js';
import { readServer } from './read-server.js';

/** What was found on one server. */
export interface Examination {
  readonly node: string;
  /** What is well, in a few words each. */
  readonly passed: readonly string[];
  readonly findings: readonly DoctorFinding[];
}

const ANSWER_MS = 2_000;

/**
 * Reads the settings of a Redis, or of every master in a Cluster, and returns those that endanger numbers or locks. It
 * writes nothing. A setting that a server does not show is a finding too. The client is not closed.
 * @throws {RedisUnavailableError} when no server replies within 2 s.
 * @throws {OptionsError} when it is not a client of ioredis.
 * @example
 * for (const { code, title, cure } of await examineRedis(client)) console.log(code, title, cure);
 */
export async function examineRedis(client: Redis | Cluster): Promise<DoctorFinding[]> {
  const given: unknown = client;
  if (typeof given !== 'object' || given === null || !isClient(given))
    throw new OptionsError(
      'client',
      `expected a client of ioredis, Redis or Cluster, got ${describeValue(given)}`,
    );
  return (await examineServers(given, ANSWER_MS, machineClock)).flatMap(({ findings }) => findings);
}

/**
 * Examines every server, and returns also what is well.
 * @throws {RedisUnavailableError} when no server replies in time.
 */
export async function examineServers(
  client: Redis | Cluster,
  timeoutMs: number,
  clock: Clock,
  demands: Demands = ORDINARY_DEMANDS,
): Promise<Examination[]> {
  const servers = client.isCluster ? (client as Cluster).nodes('master') : [client as Redis];
  const asked = await Promise.allSettled(
    servers.map((server) => within(clock, timeoutMs, examineOne(server, demands))),
  );
  if (!asked.some(({ status }) => status === 'fulfilled')) throw unavailable(asked[0]);
  return servers.flatMap((server, index) => {
    const one = asked[index];
    return one?.status === 'fulfilled' ? one.value : notReached(server);
  });
}

async function examineOne(server: Redis, demands: Demands): Promise<Examination> {
  const { passed, findings } = diagnose(await readServer(server, demands.keyPrefix), demands);
  const node = nodeNameOf(server);
  return { node, passed, findings: findings.map((finding) => ({ ...finding, node })) };
}

function notReached(server: Redis): Examination {
  const node = nodeNameOf(server);
  const finding: DoctorFinding = {
    code: 'UNCHECKED',
    severity: 'warning',
    title: 'Could not be checked: this master does not reply',
    consequence: 'Numbers and locks: calls whose keys lie there fail until its replica is promoted.',
    cure: 'start it, or CLUSTER FAILOVER FORCE on its replica',
    node,
  };
  return { node, passed: [], findings: [finding] };
}

function unavailable(outcome: PromiseSettledResult<unknown> | undefined): RedisUnavailableError {
  if (outcome?.status !== 'rejected')
    return new RedisUnavailableError('Redis could not be examined: no master is known');
  const cause = withoutCommand(asError(outcome.reason));
  return new RedisUnavailableError(`Redis could not be examined: ${describeError(cause)}`, undefined, {
    cause,
  });
}
