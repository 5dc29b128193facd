import { EXACT, SERVER_CLOCK } from '../common.js';
import { definePositional } from '../positional.js';
import { LOCK_STATE } from './lock-state.js';

/** Who holds a lock. */
export interface LockHolder {
  /** What proves that one holds it; a grant that its process has not claimed yet shows as `@` and that process. */
  readonly token: string;
  /** Host and process that took it, as `host:pid`. */
  readonly owner: string;
  /** The fence that it was given. */
  readonly fence: number;
  /** By the Redis server's clock, in milliseconds since 1970. */
  readonly acquiredAt: number;
  /** How long its lease goes on if nobody renews it, in milliseconds. */
  readonly expiresIn: number;
}

/** A lock that somebody holds. */
export interface LockState {
  /** `'read'` while readers hold it, else `'write'`; a semaphore is one of several writers. */
  readonly mode: 'read' | 'write';
  /** In the order in which they took it. */
  readonly holders: readonly LockHolder[];
  /** How many wait for it, each process's as it last told. */
  readonly waiting: number;
}

/** What lies in Redis of a lock; who waits is told for each process. */
export interface LockInspection {
  readonly mode: LockState['mode'];
  readonly holders: readonly LockHolder[];
  readonly waiting: ReadonlyMap<string, number>;
}

// As LOCK_QUEUE packs what a process wants.
const KINDS = 2 ** 21;

/**
 * Replies [], for a lock that nobody holds; else the kind, a list of `#<process>` and what each wants, and the holders, each
 * as `<token> <ms left> <fence> <since> <process>`.
 */
export const inspectLock = definePositional<{
  keys: [lock: string, queue: string];
  args: [];
  reply: LockInspection | null;
}>({
  name: 'inspectLock',
  source:
    SERVER_CLOCK +
    EXACT +
    /* lua */ `
    local now = serverMs()
    ` +
    LOCK_STATE +
    /* lua */ `
    local lock, wants = KEYS[1], redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(0', 'WITHSCORES')
    local text = held(lock)
    if not text then
      return {}
    end
    mustBeLock(lock)
    if type(text) == 'string' then
      local token, rest = string.match(text, '^.(%S+) (.*)$')
      return { 'w', wants, token .. ' ' .. exact(redis.call('PTTL', lock)) .. ' ' .. rest }
    end
    local kind = redis.call('HGET', lock, 'kind')
    local reply, fields = { kind, wants }, redis.call('HGETALL', lock)
    for i = 1, #fields, 2 do
      local leaseEnd, rest = string.match(fields[i + 1], '^(%d+) (.*)$')
      if string.sub(fields[i], 1, 1) == ':' and tonumber(leaseEnd) > now then
        reply[#reply + 1] = string.sub(fields[i], 2) .. ' ' .. exact(leaseEnd - now) .. ' ' .. rest
      end
    end
    return #reply > 2 and reply or {}
  `,
  parse: (reply) => {
    const [kind, wants, ...holders] = reply as [string?, string[]?, ...string[]];
    if (kind === undefined || wants === undefined) return null;
    const inOrder = holders.map(readHolder).sort((a, b) => a.fence - b.fence);
    return { mode: kind === 'r' ? 'read' : 'write', holders: inOrder, waiting: readWants(wants) };
  },
});

function readHolder(text: string): LockHolder {
  const [token = '', expiresIn, fence, since, process = ''] = text.split(' ');
  const owner = process.slice(0, process.lastIndexOf(':'));
  const times = {
    fence: Number(fence),
    acquiredAt: Math.floor(Number(since) / 1000),
    expiresIn: Number(expiresIn),
  };
  return { token: token.replace(/^=/, ''), owner, ...times };
}

function readWants(wants: readonly string[]): ReadonlyMap<string, number> {
  const waiting = new Map<string, number>();
  for (let i = 0; i < wants.length; i += 2) {
    const process = wants[i]?.slice(1) ?? '';
    waiting.set(process, Math.floor((-1 - Number(wants[i + 1])) / KINDS));
  }
  return waiting;
}
