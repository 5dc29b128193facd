import { RedisUnavailableError } from '../../redis/redis-unavailable.error.js';
import { explainFailure, withKey } from '../../redis/reply-failure.js';
import { replyError } from '../../redis/server-refusals.js';
import type { LockNames } from '../keys/lock-names.js';
import type { LockCommand } from './lock-command.js';

/** Gives one command of a group its answer. The failure of a single command arrives as an answer too. */
export function answer(command: LockCommand, said: string, micros: number, askedAt: number): void {
  if (!said.startsWith('error ')) command.answered(said, micros, askedAt);
  else command.failed(explainFailure(replyError(said.slice(6)), command.names.lock));
}

/** Fails all commands of a group. */
export function failAll(commands: readonly LockCommand[], error: unknown): void {
  for (const command of commands) command.failed(about(command.names, error));
}

// Each error names the key of its own command.
function about({ key }: LockNames, error: unknown): unknown {
  if (!(error instanceof RedisUnavailableError)) return error;
  return withKey(error, key);
}
