import { serveCommands } from '../../lua/lock/serve-commands.script.js';
import { RedisUnavailableError } from '../../redis/redis-unavailable.error.js';
import { explainFailure } from '../../redis/reply-failure.js';
import type { LockNames } from '../keys/lock-names.js';
import type { LockCommand } from './lock-command.js';

/** Tells one command of a group what came of it; one that failed by itself is told as an answer too. */
export function answer(command: LockCommand, said: string, micros: number, askedAt: number): void {
  if (!said.startsWith('error ')) command.answered(said, micros, askedAt);
  else command.failed(explainFailure(new Error(said.slice(6)), serveCommands.name, command.names.lock));
}

/** Tells all commands of a group that failed. */
export function failAll(commands: readonly LockCommand[], error: unknown): void {
  for (const command of commands) command.failed(about(command.names, error));
}

// Each hears of its own key.
function about({ key }: LockNames, error: unknown): unknown {
  if (!(error instanceof RedisUnavailableError)) return error;
  return new RedisUnavailableError(error.message, key, { cause: error.cause });
}
