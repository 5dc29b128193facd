import type { Cluster, Redis } from 'ioredis';
import { machineClock } from '../common/clock.js';
import { describeValue } from '../common/check-options.js';
import { OptionsError } from '../common/options.error.js';
import { isClient } from './connection.options.js';
import { RedisConnection } from './redis-connection.js';
import { ScriptRunner } from './script-runner.js';

// The same as the module's default.
const COMMAND_TIMEOUT_MS = 2_000;

// One for each client. It remembers which scripts the server already has.
const runners = new WeakMap<Redis | Cluster, ScriptRunner>();

/**
 * Returns a runner for the application's own client, outside of any module. The client is never closed.
 * @throws {OptionsError} when it is not a client of ioredis.
 */
export function runnerOn(client: unknown): ScriptRunner {
  if (typeof client !== 'object' || client === null || !isClient(client))
    throw new OptionsError(
      'client',
      `expected a client of ioredis, Redis or Cluster, got ${describeValue(client)}`,
    );
  let runner = runners.get(client);
  if (!runner) {
    const connection = RedisConnection.open({ kind: 'client', client }, COMMAND_TIMEOUT_MS, machineClock);
    runner = new ScriptRunner(connection, COMMAND_TIMEOUT_MS, machineClock);
    runners.set(client, runner);
  }
  return runner;
}
