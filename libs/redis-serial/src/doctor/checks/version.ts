import { danger, passed, unread, type Verdict } from '../check.js';
import type { ServerState } from '../server-state.js';

/** Whether the server knows all commands that the scripts use. */
export function checkVersion({ info }: ServerState): Verdict {
  // For compatibility, Valkey also reports the version of Redis that it was forked from.
  const version = info.valkey_version ?? info.redis_version;
  if (version === undefined) return unread('the version', 'INFO');
  const name = `${info.valkey_version === undefined ? 'Redis' : 'Valkey'} ${version}`;
  if (info.valkey_version === undefined && isOlder(version, 6, 2)) {
    return danger('VERSION', `${name} is older than 6.2`, {
      consequence:
        'Numbers: not tested there; waitAof of RedisHighWaterStore needs Redis 7.2 or Valkey. ' +
        'Locks: a lock with waiters cannot be handed over (SET with XX, GET and KEEPTTL needs 6.2).',
      cure: 'Redis 6.2 or later, or Valkey',
    });
  }
  const lacksWaitAof = info.valkey_version === undefined && isOlder(version, 7, 2);
  return passed(lacksWaitAof ? `${name} (waitAof of RedisHighWaterStore needs 7.2)` : name);
}

/** Whether a version is lower than this. */
export function isOlder(version: string, major: number, minor: number): boolean {
  const [itsMajor = 0, itsMinor = 0] = version.split('.').map(Number);
  return itsMajor < major || (itsMajor === major && itsMinor < minor);
}
